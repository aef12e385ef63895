"""What the approval page says, in English and Chinese."""

from collections.abc import Iterable, Mapping

TEXTS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "mark": "Local stand-in for PayPal - no real money",
        "title": "Approve the payment",
        "to_pay": "To pay",
        "for": "For",
        "payer": "Payer's e-mail",
        "magic": "An ending before the @, such as +declined or +pending, asks for that outcome.",
        "approve": "Approve",
        "decline": "Decline",
        "cancel": "Cancel",
        "bad_email": "This is not an e-mail address.",
        "unknown": "This payment is not known here, or its time has passed. Nothing has been paid.",
        "completed": "This payment has already been completed. There is nothing left to approve.",
        "tab_closed": "Approved. Now close this tab.",
        "approved": "Approved. The shop gave no address to go back to: you can close this tab.",
        "done": "Done",
        "close_window": "You can close this window.",
        "cancelled": "Cancelled. The shop gave no address to go back to: you can close this tab.",
    },
    "zh": {
        "mark": "本地 PayPal 替身 - 不涉及真实资金",
        "title": "确认付款",
        "to_pay": "应付金额",
        "for": "商品",
        "payer": "付款人邮箱",
        "magic": "在 @ 前加上 +declined、+pending 等后缀，即可得到相应的结果。",
        "approve": "同意付款",
        "decline": "让银行拒付",
        "cancel": "取消",
        "bad_email": "邮箱地址不正确。",
        "unknown": "这里没有这笔付款，或者它已经过期。没有扣款。",
        "completed": "这笔付款已经完成，无需再次确认。",
        "tab_closed": "已同意付款。现在请关闭此标签页。",
        "approved": "已同意付款。商家没有提供返回地址，您可以关闭此标签页。",
        "done": "完成",
        "close_window": "您可以关闭此窗口。",
        "cancelled": "已取消。商家没有提供返回地址，您可以关闭此标签页。",
    },
}


def language(accepted: Iterable[str]) -> str:
    """Pick zh or en: the first of the browser's languages we speak, by its primary tag alone."""
    primary = (tag.lower().replace("_", "-").partition("-")[0] for tag in accepted)
    return next((tag for tag in primary if tag in TEXTS), "en")
