"""Passwords that guessers try first, as a rule: whatever is made of a few well-known pieces.

A list of whole passwords would miss the next year's `Summer2031!!`. So the pieces stand here (words
that people choose, runs on a keyboard, dates, repeats), and a password is common when few enough
of them cover all of it.
"""

#: So many pieces, where any other single letter counts as a piece too.
FEW = 3
#: Longer passwords are looked at for repeats only: covering them with few pieces is not what people do.
MAX_EXAMINED = 48
MIN_RUN = 2
MAX_UNIT = 6

_WORDS = """
    abcd access account admin administrator adobe alexander alibaba alipay amanda america andrea andrew angel
    angela anthony apple arsenal ashley austin autumn azerty baby badboy bailey ball baobao baobei barcelona baseball
    basketball batman beautiful beijing benjamin bigdaddy biteme blessed blink brandon broncos buster butterfly
    caonima captain carlos celtic champion changeme charlie charlotte cheese chelsea chicago china chocolate
    chongqing christian christopher computer cookie corvette cowboys creative crystal cupcake daniel dearbook
    default demo destiny diamond dolphin dragon dreamer eagles easypass einstein elizabeth email emily england
    estrella facebook falcon family fantasy ferrari fighter fishing flower football forever freedom friend
    friends fuckme fuckoff fuckyou gandalf garfield gateway george ginger girls golden google guangzhou guest
    guitar hahaha hannah haohao happy hardcore harley heather heaven hello helloworld henan hockey holiday
    hongkong hotmail hottie huawei hunan hunter iloveu iloveyou india internet ireland jackson jasmine jasper
    jennifer jessica jesus jordan joshua junior justice justin killer kimberly kitty ladybug laoban laogong
    laopo letmein liangliang liverpool login london looking love lovelove lovely loveme lover loveyou lucky madison
    maggie manager manchester marina marlboro martin master matrix matthew maverick melissa member merlin
    michael michelle mickey microsoft midnight minecraft mobile monday money monkey monster morgan mother
    motorola mountain mustang mylove naruto natasha nathan newyork nicole nihao ninja nintendo nissan nothing
    october office oliver onepiece online orange pakistan panda paradise pass passcode passw0rd passwd password
    patrick peanut people pepper phoenix phone player please pokemon police porsche prince princess private
    qazwsx qweasd qweasdzxc qwert qwerty qwertz rabbit rachel raiders rainbow ranger realmadrid rebecca red
    redsox richard robert rockstar romance root runner samantha samsung sandra saturday school scooter scorpion
    secret service shadow shanghai shenzhen sierra silver simple snoopy soccer sophie spider spiderman spring
    starwars student stupid summer sunday sunshine superman superstar support swordfish taobao taylor teacher
    temp tencent tequila test testing the thomas thunder tianya tiger tigger tinkerbell toyota travel trustno
    trustnoone twitter unbelievable united unknown user vanessa victoria victory viking virginia warcraft
    warrior weixin welcome whatever william wilson windows winner winter wizard woaini woaini1314 woaini520
    woaiwojia wojia wolverine woshishui xiaoming xiaoxiao xiexie yahoo yamaha yankees yellow yingxiong zaqwsx
    zhang zhangwei zhongguo zxcvbn zxcvbnm 1314 1314520 20082008 20202020 5201314 520520 521521 7758258 7758521
    88888888
"""
WORDS = frozenset(_WORDS.split())
#: Runs along rows, columns and zigzags of keyboards and of the alphabet; any part of one, either way.
RUNS = tuple(
    run
    for forward in (
        "01234567890123456789",
        "abcdefghijklmnopqrstuvwxyz",
        "qwertyuiop[]",
        "asdfghjkl;'",
        "zxcvbnm,./",
        "azertyuiop",
        "qwertzuiop",
        "!@#$%^&*()_+",
        "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.",
        "qazwsxedcrfvtgbyhnujmikolp",
        "zaqxswcdevfrbgtnhymjuik",
        "1q2w3e4r5t6y7u8i9o0p",
        "q1w2e3r4t5y6u7i8o9p0",
        "q2w3e4r5t6y7u8i9o0p",
        "a1b2c3d4e5f6g7h8i9j0",
        "1a2b3c4d5e6f7g8h9i0j",
        "a1s2d3f4g5h6j7k8l9",
        "1z2x3c4v5b6n7m",
        "147258369",
        "741852963",
        "13579",
        "24680",
    )
    for run in (forward, forward[::-1])
)
_LEET = str.maketrans({"@": "a", "4": "a", "3": "e", "1": "i", "!": "i", "0": "o", "$": "s", "5": "s", "7": "t"})
_LONGEST = max(map(len, WORDS))
_YEARS = frozenset(str(year) for year in range(1940, 2041))


def is_common(password: str) -> bool:
    """Whether few well-known pieces make up all of `password`."""
    text = password.lower()
    if _is_repeat(text):
        return True
    return len(text) <= MAX_EXAMINED and _pieces(text) <= FEW


def _is_repeat(text: str) -> bool:
    """One short unit over and over: `aaaa…`, `abcabc…`; of any length when it comes three times or more."""
    size = (text + text).find(text, 1)
    return size < len(text) and (size <= MAX_UNIT or len(text) >= 3 * size)


def _pieces(text: str) -> int:
    """The smallest number of pieces that `text` can be cut into."""
    fewest = [0]
    for end in range(1, len(text) + 1):
        starts = range(max(0, end - max(_LONGEST, MAX_EXAMINED)), end)
        fewest.append(min(fewest[start] + 1 for start in starts if end - start == 1 or _is_piece(text[start:end])))
    return fewest[-1]


def _is_piece(part: str) -> bool:
    if len(set(part)) == 1:
        return True
    if len(part) < MIN_RUN:
        return False
    if part in WORDS or part in _YEARS or part.translate(_LEET) in WORDS:
        return True
    return any(part in run for run in RUNS) or _is_date(part)


def _is_date(part: str) -> bool:
    """A day written in digits: `19900101`, `01011990`, `900101`."""
    if not (part.isascii() and part.isdigit() and len(part) in (6, 8)):
        return False
    cut = len(part) - 4
    forms = (
        (part[:cut], part[cut : cut + 2], part[-2:]),
        (part[4:], part[:2], part[2:4]),
        (part[4:], part[2:4], part[:2]),
    )
    return any(
        (len(year) == 2 or year in _YEARS) and 1 <= int(month) <= 12 and 1 <= int(day) <= 31
        for year, month, day in forms
    )
