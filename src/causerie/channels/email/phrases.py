"""What mail programs write around a quoted mail, in the languages of our customers, case-folded."""

from enum import Enum, auto

MARKER_BY_LANGUAGE = {
    "en": "··· Please answer above this line ···",
    "ru": "··· Пожалуйста, отвечайте над этой строкой ···",
    "ro": "··· Vă rugăm să răspundeți deasupra acestei linii ···",
    "ar": "··· يُرجى الرد فوق هذا السطر ···",
}
"""First line of our own mails: what stands below it in an answer was ours."""

MARKERS = tuple(marker.strip("· ") + " ···" for marker in MARKER_BY_LANGUAGE.values())


class HeaderLabel(Enum):
    """What a line of a quoted header block names."""

    FROM = auto()
    DATE = auto()
    TO = auto()
    SUBJECT = auto()
    OTHER = auto()


_LABELS = {
    HeaderLabel.FROM: "from|от|от кого|de la|de|expeditor|von|від|da|od|van|من",
    HeaderLabel.DATE: "sent|date|отправлено|дата|trimis|trimis la|data|gesendet|datum|envoyé|надіслано"
    "|تم الإرسال|التاريخ|تاريخ",
    HeaderLabel.TO: "to|кому|către|catre|la|an|à|para|a|do|aan|إلى",
    HeaderLabel.SUBJECT: "subject|тема|subiect|subiectul|betreff|objet|asunto|oggetto|temat|onderwerp|الموضوع|موضوع",
    HeaderLabel.OTHER: "cc|копия|reply-to|importance|важность|importanță|نسخة",
}
HEADER_LABELS = {name: label for label, names in _LABELS.items() for name in names.split("|")}

WROTE = (
    "wrote",
    "writes",
    "пишет",
    "написал",
    "написала",
    "написал(а)",
    "написали",
    "сообщил",
    "сообщает",
    "пише",
    "написав",
    "написала(в)",
    "a scris",
    "scrie",
    "a scris următoarele",
    "schrieb",
    "a écrit",
    "escribió",
    "escreveu",
    "ha scritto",
    "napisał",
    "napisał(a)",
    "schreef",
    "كتب",
    "كتبت",
    "كتب/كتبت",
    "تمت كتابة ما يلي بواسطة",
)

ORIGINAL_MESSAGE = (
    "original message",
    "original appointment",
    "исходное сообщение",
    "оригинальное сообщение",
    "первоначальное сообщение",
    "mesaj original",
    "mesajul original",
    "mesaj inițial",
    "mesajul inițial",
    "ursprüngliche nachricht",
    "message d'origine",
    "mensaje original",
    "messaggio originale",
    "початкове повідомлення",
    "reply message",
    "reply to message",
    "الرسالة الأصلية",
)

FORWARDED = (
    "forwarded message",
    "begin forwarded message",
    "пересылаемое сообщение",
    "пересланное сообщение",
    "начало переадресованного сообщения",
    "переадресованное сообщение",
    "mesaj redirecționat",
    "mesaj redirectionat",
    "mesaj transmis",
    "început mesaj redirecționat",
    "weitergeleitete nachricht",
    "конец переадресованного сообщения",
    "конец пересылаемого сообщения",
    "رسالة معاد توجيهها",
    "الرسالة المعاد توجيهها",
    "بدء الرسالة المعاد توجيهها",
)

SENT_FROM = (
    "sent from",
    "sent with",
    "sent via",
    "sent using",
    "get outlook for",
    "download outlook",
    "get bluemail",
    "отправлено из",
    "отправлено с",
    "отправлено через",
    "отправлено мобильн",
    "скачать outlook",
    "получите outlook",
    "загрузите outlook",
    "послано с",
    "написано с",
    "trimis de pe",
    "trimis din",
    "trimis cu",
    "trimis prin",
    "obțineți outlook",
    "descărcați outlook",
    "gesendet von",
    "envoyé de",
    "надіслано з",
    "أرسلت من",
    "تم الإرسال من",
    "أُرسلت من",
)

APPS = (
    "iphone",
    "ipad",
    "ios",
    "android",
    "samsung",
    "galaxy",
    "xiaomi",
    "redmi",
    "huawei",
    "honor",
    "pixel",
    "outlook",
    "почт",
    "пошт",
    "mail",
    "яндекс",
    "yandex",
    "yahoo",
    "windows",
    "мобильн",
    "устройств",
    "телефон",
    "смартфон",
    "dispozitiv",
    "telefon",
    "blackberry",
    "mobile",
    "proton",
    "thunderbird",
    "phone",
    "device",
    "tablet",
    "планшет",
    "spark",
)
