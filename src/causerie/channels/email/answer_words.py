"""The words of the page on which a question is answered, and of the links to it, in each language."""

from __future__ import annotations

from msgspec import Struct

from causerie.content.fields import Flaw


class AnswerWords(Struct, frozen=True):
    """One language. `zone` has the place {zone}."""

    answer: str
    rate: str
    send: str
    thanks: str
    thanks_more: str
    taken: str
    gone: str
    optional: str
    several: str
    comment: str
    zone: str
    flaws: dict[Flaw, str]


ANSWER_WORDS = {
    "en": AnswerWords(
        answer="Answer",
        rate="How did we do?",
        send="Send answer",
        thanks="Thank you!",
        thanks_more="Your answer has arrived. You can close this page.",
        taken="This was answered already, or takes no more answers.",
        gone="There is no such question. It may have been taken back.",
        optional="optional",
        several="You may choose several.",
        comment="Tell us more",
        zone="Times by the clock of {zone}.",
        flaws={
            "required": "Please fill this in.",
            "too_long": "This is too long.",
            "too_small": "This is too small or too early.",
            "too_large": "This is too large or too late.",
            "number": "Please enter a number.",
            "email": "This is no e-mail address.",
            "phone": "This is no phone number; begin with + and the country's code.",
            "date": "Please choose a date.",
            "option": "Please choose one of these.",
            "type": "This can't be sent.",
        },
    ),
    "ru": AnswerWords(
        answer="Ответить",
        rate="Как мы справились?",
        send="Отправить ответ",
        thanks="Спасибо!",
        thanks_more="Ваш ответ получен. Страницу можно закрыть.",
        taken="Ответ уже получен или больше не принимается.",
        gone="Такого вопроса нет. Возможно, вопрос убрали.",
        optional="необязательно",
        several="Можно выбрать несколько.",
        comment="Расскажите подробнее",
        zone="Время по часам {zone}.",
        flaws={
            "required": "Заполните это поле.",
            "too_long": "Слишком длинно.",
            "too_small": "Слишком мало или слишком рано.",
            "too_large": "Слишком много или слишком поздно.",
            "number": "Введите число.",
            "email": "Это не адрес электронной почты.",
            "phone": "Это не номер телефона; начните с + и кода страны.",
            "date": "Выберите дату.",
            "option": "Выберите один из вариантов.",
            "type": "Это нельзя отправить.",
        },
    ),
    "ro": AnswerWords(
        answer="Răspundeți",
        rate="Cum ne-am descurcat?",
        send="Trimiteți răspunsul",
        thanks="Mulțumim!",
        thanks_more="Am primit răspunsul. Puteți închide pagina.",
        taken="S-a răspuns deja sau nu se mai primesc răspunsuri.",
        gone="Această întrebare nu există. Poate a fost retrasă.",
        optional="opțional",
        several="Puteți alege mai multe.",
        comment="Spuneți-ne mai multe",
        zone="Orele sunt după ceasul din {zone}.",
        flaws={
            "required": "Completați acest câmp.",
            "too_long": "Textul este prea lung.",
            "too_small": "Prea mic sau prea devreme.",
            "too_large": "Prea mare sau prea târziu.",
            "number": "Introduceți un număr.",
            "email": "Aceasta nu este o adresă de e-mail.",
            "phone": "Acesta nu este un număr de telefon; începeți cu + și prefixul țării.",
            "date": "Alegeți o dată.",
            "option": "Alegeți una dintre opțiuni.",
            "type": "Acest răspuns nu poate fi trimis.",
        },
    ),
    "ar": AnswerWords(
        answer="الرد",
        rate="كيف كانت خدمتنا؟",
        send="إرسال الإجابة",
        thanks="شكرًا لك!",
        thanks_more="وصلت إجابتك. يمكنك إغلاق هذه الصفحة.",
        taken="أُجيب عن هذا من قبل، أو لم تعد الإجابات مقبولة.",
        gone="لا يوجد سؤال كهذا. ربما سُحب.",
        optional="اختياري",
        several="يمكنك اختيار أكثر من خيار.",
        comment="أخبرنا المزيد",
        zone="الأوقات بتوقيت {zone}.",
        flaws={
            "required": "يُرجى ملء هذا الحقل.",
            "too_long": "هذا النص أطول من اللازم.",
            "too_small": "القيمة أصغر أو أبكر من اللازم.",
            "too_large": "القيمة أكبر أو أبعد من اللازم.",
            "number": "يُرجى إدخال رقم.",
            "email": "هذا ليس عنوان بريد إلكتروني.",
            "phone": "هذا ليس رقم هاتف؛ ابدأ بعلامة + ورمز البلد.",
            "date": "يُرجى اختيار تاريخ.",
            "option": "يُرجى اختيار أحد هذه الخيارات.",
            "type": "لا يمكن إرسال هذا.",
        },
    ),
}
