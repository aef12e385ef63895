"""Cards from a CSV file. The claim codes in it are stored as hashes only."""

import csv
import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from tmcard.domain.identifiers import MalformedIccid, clean_code, new_ref, parse_iccid
from tmcard.services import claim_codes
from tmcard.services.importing.faults import Fault, Faulty, text_of
from tmcard.store import cards, plans
from tmcard.store.models import Card, Plan
from tmcard.store.transactions import release, write

COLUMNS = ("iccid", "claim_code", "carrier", "carrier_ref", "plan_sku")
#: Guesses are counted, so that 30 random bits are enough.
MIN_CODE_LENGTH = 6
MAX_CODE_LENGTH = 64
MAX_REF_LENGTH = 64
#: How many cards are looked up at a time: SQLite takes so many values in one statement.
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Line:
    """One card of the file."""

    place: str
    iccid: str
    claim_code: str
    carrier: str
    carrier_ref: str
    plan_sku: str


@dataclass(frozen=True, slots=True)
class Report:
    """How many cards the file added, and how many were there already."""

    added: int
    unchanged: int


def import_cards(
    session: Session, content: bytes, *, carriers: Collection[str], now: datetime, dry_run: bool = False
) -> Report:
    """Add the cards of a CSV file that are not there yet, in one transaction. Commits, unless it is a dry run.

    Importing the same file again changes nothing. Raises Faulty with every fault of the file.
    """
    lines = _read(text_of(content), carriers)
    sold_with = {sku: plans.newest(session, sku) for sku in {line.plan_sku for line in lines if line.plan_sku}}
    there = _known(session, lines)
    release(session)
    issued_anew = [there.pop(_key(line)) for line in lines if _is_issued_anew(line, there.get(_key(line)))]
    faults = [fault for line in lines for fault in _misfits(line, sold_with, there)]
    if faults:
        raise Faulty(faults)
    fresh = [line for line in lines if _key(line) not in there]
    if fresh and not dry_run:
        rows = [_card(line, sold_with.get(line.plan_sku)) for line in fresh]
        with write(session, "cards_imported"):
            cards.retire(session, issued_anew)
            session.add_all(rows)
    return Report(added=len(fresh), unchanged=len(lines) - len(fresh))


def _read(text: str, carriers: Collection[str]) -> list[Line]:
    faults: list[Fault] = []
    lines: list[Line] = []
    seen: set[tuple[str, str]] = set()
    for place, row in _rows(text, faults):
        line = Line(place, **row)
        wrong = list(_faults(line, carriers))
        if not wrong and _key(line) in seen:
            wrong.append(Fault(place, "carrier_ref", "twice", line.carrier_ref))
        seen.add(_key(line))
        faults += wrong
        if not wrong:
            lines.append(line)
    if faults:
        raise Faulty(faults)
    return lines


def _rows(text: str, faults: list[Fault]) -> Iterator[tuple[str, Mapping[str, str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = tuple(name.strip() for name in next(reader, []))
        if sorted(header) != sorted(COLUMNS):
            faults.append(Fault("line 1", "", "header", ",".join(header)))
            return
        for values in reader:
            place = f"line {reader.line_num}"
            if len(values) == len(header):
                yield place, {name: value.strip() for name, value in zip(header, values, strict=True)}
            elif any(value.strip() for value in values):
                faults.append(Fault(place, "", "columns", str(len(values))))
    except csv.Error as error:
        faults.append(Fault(f"line {reader.line_num}", "", "csv", str(error)))


def _faults(line: Line, carriers: Collection[str]) -> Iterator[Fault]:
    try:
        parse_iccid(line.iccid)
    except MalformedIccid:
        yield Fault(line.place, "iccid", "iccid", line.iccid)
    if not MIN_CODE_LENGTH <= len(clean_code(line.claim_code)) <= MAX_CODE_LENGTH:
        yield Fault(line.place, "claim_code", "code_length")
    if line.carrier not in carriers:
        yield Fault(line.place, "carrier", "carrier", line.carrier)
    if not (0 < len(line.carrier_ref) <= MAX_REF_LENGTH and line.carrier_ref.isprintable()):
        yield Fault(line.place, "carrier_ref", "text", line.carrier_ref)


def _known(session: Session, lines: Sequence[Line]) -> dict[tuple[str, str], Card]:
    found: dict[tuple[str, str], Card] = {}
    for carrier in sorted({line.carrier for line in lines}):
        refs = [line.carrier_ref for line in lines if line.carrier == carrier]
        for begin in range(0, len(refs), CHUNK):
            rows = cards.known(session, carrier, refs[begin : begin + CHUNK])
            found |= {(carrier, card.carrier_ref): card for card in rows}
    return found


def _misfits(
    line: Line, sold_with: Mapping[str, Plan | None], there: Mapping[tuple[str, str], Card]
) -> Iterator[Fault]:
    plan = sold_with.get(line.plan_sku)
    if line.plan_sku and plan is None:
        yield Fault(line.place, "plan_sku", "plan", line.plan_sku)
    if plan is not None and plan.carrier != line.carrier:
        yield Fault(line.place, "plan_sku", "other_carrier", line.plan_sku)
    card = there.get(_key(line))
    if card is not None and not _is_same(line, card):
        yield Fault(line.place, "carrier_ref", "differs", line.carrier_ref)


def _is_same(line: Line, card: Card) -> bool:
    """Whether the card was imported from such a line. The plan of a claimed card may have been renewed since."""
    if card.iccid != parse_iccid(line.iccid) or not claim_codes.is_code(card.claim_hash, line.claim_code):
        return False
    return card.claimed_at is not None or (card.plan.sku if card.plan else "") == line.plan_sku


def _is_issued_anew(line: Line, card: Card | None) -> bool:
    """Whether the carrier took the card of that name back and gave the name to another. What was is kept."""
    return card is not None and card.is_gone and not _is_same(line, card)


def _key(line: Line) -> tuple[str, str]:
    return line.carrier, line.carrier_ref


def _card(line: Line, plan: Plan | None) -> Card:
    iccid = parse_iccid(line.iccid)
    return Card(
        ref=new_ref(),
        label="",
        iccid=iccid,
        iccid_tail=iccid[-6:],
        claim_hash=claim_codes.hash_code(line.claim_code),
        carrier=line.carrier,
        carrier_ref=line.carrier_ref,
        plan_id=plan.id if plan is not None else None,
        total_bytes=plan.data_bytes if plan is not None else 0,
        used_bytes=0,
        validity_days=plans.period(plan).days if plan is not None else 0,
        is_gone=False,
        version=1,
    )
