"""The words of quotes' heads, as mail programs write them in their languages; matched folded (text.fold).

Shapes decide (quote_heads.py); words only add to the evidence, so a language that is missing here costs little.
"""

from gateway.domain.text import fold

__all__ = ["FROM", "LABELS", "LEADS", "SENT", "SEPARATORS", "SUBJECT", "TO", "VERBS", "any_of"]

VERBS = (
    "viết", "wrote", "écrit", "schrieb", "escribió", "scritto", "escreveu", "schreef", "geschreven", "skrev",
    "kirjoitti", "napisał", "napsal", "napsala", "írta", "yazdı", "menulis", "scris", "писал", "написал", "έγραψε",
    "pisze", "пишет", "skriver", "schreibt", "writes", "写道", "寫道", "작성", "เขียน", "書きました", "សរសេរ",
)  # fmt: skip

LEADS = (
    "vào", "ngày", "lúc", "trên", "on", "le", "am", "el", "il", "em", "op", "den", "w dniu", "dnia", "pada", "στις",
    "ในวันที่", "នៅថ្ងៃ",
)  # fmt: skip

FROM = frozenset(map(fold, (
    "từ", "người gửi", "gửi từ", "from", "von", "de", "da", "van", "od", "fra", "från", "kimden", "от", "发件人",
    "差出人", "보낸 사람",
)))  # fmt: skip
SENT = frozenset(map(fold, (
    "đã gửi", "ngày gửi", "gửi lúc", "thời gian", "ngày", "gửi", "sent", "date", "gesendet", "datum", "envoyé",
    "envoyé le", "enviado", "enviado el", "fecha", "data", "inviato", "enviada em", "verzonden", "wysłane", "wysłano",
    "odesláno", "skickat", "sendt", "dato", "gönderildi", "tarih", "отправлено", "дата", "发送时间", "送信日時",
    "보낸 날짜",
)))  # fmt: skip
TO = frozenset(map(fold, (
    "đến", "tới", "gửi tới", "người nhận", "to", "an", "à", "a", "para", "aan", "do", "komu", "till", "til", "kime",
    "кому", "收件人", "宛先", "받는 사람",
)))  # fmt: skip
SUBJECT = frozenset(map(fold, (
    "chủ đề", "tiêu đề", "về việc", "v/v", "vv", "subject", "betreff", "objet", "asunto", "assunto", "oggetto",
    "onderwerp", "temat", "předmět", "ämne", "emne", "konu", "тема", "主题", "件名", "제목",
)))  # fmt: skip
LABELS = FROM | SENT | TO | SUBJECT | frozenset(map(fold, (
    "cc", "bcc", "đồng nhận", "đồng gửi", "bản sao", "reply-to", "importance", "quan trọng", "attachments", "đính kèm",
)))  # fmt: skip

SEPARATORS = (
    "thư gốc", "tin nhắn gốc", "thư đã gửi", "thư đã chuyển tiếp", "thư được chuyển tiếp", "tin nhắn chuyển tiếp",
    "tin nhắn đã chuyển tiếp", "tin nhắn được chuyển tiếp", "tin nhắn đã được chuyển tiếp", "thư chuyển tiếp",
    "thư đã được chuyển tiếp", "bắt đầu thư được chuyển tiếp", "bắt đầu thư đã chuyển tiếp", "original message",
    "original appointment", "forwarded message", "begin forwarded message", "mensaje original", "mensaje reenviado",
    "mensagem original", "message d'origine", "message original", "message transféré", "ursprüngliche nachricht",
    "weitergeleitete nachricht", "messaggio originale", "messaggio inoltrato", "oorspronkelijk bericht",
    "doorgestuurd bericht", "oryginalna wiadomość", "wiadomość oryginalna", "původní zpráva", "originalmeddelande",
    "ursprungligt meddelande", "oprindelig meddelelse", "oprindelig besked", "opprinnelig melding", "orijinal mesaj",
    "orijinal ileti", "pesan asli", "исходное сообщение", "пересылаемое сообщение", "元のメッセージ", "原始邮件",
    "转发的邮件", "원본 메시지",
)  # fmt: skip


def any_of(words: tuple[str, ...]) -> str:
    """The words as one group of a pattern for folded text."""
    return f"(?:{'|'.join(sorted(map(fold, words), key=len, reverse=True))})"
