"""Why a text, a number, a contact or a moment is not taken, in one sentence each."""

from handlers.voice import Html, Voice, clip
from locales.formats import format_number
from programme.contact import MAX_NAME, ContactFault, ContactProblem
from programme.moments import MomentFault, MomentProblem
from programme.quantity import QuantityFault, QuantityProblem


def too_long(voice: Voice, n: int, most: int) -> Html:
    """What is said of `n` characters where `most` fit."""
    return voice.gettext(
        "That is too long: {n} letters, and {most} fit. Please say it shorter.",
        n=format_number(n, voice.language),
        most=format_number(most, voice.language),
    )


def say_quantity(voice: Voice, fault: QuantityFault) -> Html:
    """What is needed instead of this yearly amount."""
    match fault.problem:
        case QuantityProblem.NO_NUMBER:
            return voice.gettext("I need a number and a unit here.")
        case QuantityProblem.NO_UNIT:
            return voice.gettext("I need the unit as well: kilograms, litres, bottles?")
        case QuantityProblem.UNKNOWN_UNIT:
            return voice.gettext(
                "I do not know the unit “{unit}” yet.", unit=clip(fault.typed_unit, 20)
            )
        case QuantityProblem.SEVERAL_NUMBERS:
            return voice.gettext("I see several numbers. Please type only the one for a year.")
        case QuantityProblem.NOT_A_YEAR:
            return voice.gettext("Please add it up for a whole year.")
        case QuantityProblem.NOT_WHOLE:
            return voice.gettext("These are counted one by one: please type a whole number.")
        case QuantityProblem.NOT_POSITIVE:
            return voice.gettext("It must be more than zero.")
        case QuantityProblem.TOO_LARGE:
            return voice.gettext("This number is too large. Please look at its zeros again.")


def say_contact(voice: Voice, fault: ContactFault) -> Html:
    """What is needed instead of this name and number."""
    match fault.problem:
        case ContactProblem.NOT_A_PHONE:
            return voice.gettext("I see no phone number in this.")
        case ContactProblem.TOO_SHORT:
            return voice.ngettext(
                "This number lacks {n} digit. Please type it again.",
                "This number lacks {n} digits. Please type it again.",
                fault.digits,
            )
        case ContactProblem.TOO_LONG:
            return voice.ngettext(
                "This number has {n} digit too many. Please type it again.",
                "This number has {n} digits too many. Please type it again.",
                fault.digits,
            )
        case ContactProblem.UNKNOWN_PREFIX:
            return voice.gettext("No phone number begins like this. Please look at it again.")
        case ContactProblem.MISSING_NAME:
            return voice.gettext("And the name, please?")
        case ContactProblem.NAME_TOO_LONG:
            return too_long(voice, MAX_NAME + fault.digits, MAX_NAME)


def say_moment(voice: Voice, fault: MomentFault) -> Html:
    """What is needed instead of this day and time."""
    match fault.problem:
        case MomentProblem.UNCLEAR:
            return voice.gettext("I do not see a day and a time in this. Please type both.")
        case MomentProblem.NO_TIME:
            return voice.gettext("At what time on that day? For example: 8h30.")
        case MomentProblem.NO_SUCH_DAY:
            return voice.gettext("The calendar has no such day. Please look at it again.")
        case MomentProblem.NO_SUCH_TIME:
            return voice.gettext("The clock has no such time. Please type it as 8h30 or 14h.")
        case MomentProblem.PAST:
            return voice.gettext("This moment is past. Please type one that is to come.")
        case MomentProblem.TOO_FAR:
            return voice.gettext("This is more than a year away. Please type an earlier day.")
