"""Every error that a person or program outside can meet, in one shape (RFC 9457)."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

PROBLEM_MEDIA_TYPE = "application/problem+json"


class ErrorCode(StrEnum):
    """What went wrong, for programs. The value is stable; the words around it may change."""

    INVALID = "invalid"
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    TOO_LARGE = "too_large"
    UNSUPPORTED_MEDIA = "unsupported_media"
    RATE_LIMITED = "rate_limited"
    OVERLOADED = "overloaded"
    UNAVAILABLE = "unavailable"
    INTERNAL = "internal"


STATUS: dict[ErrorCode, int] = {
    ErrorCode.INVALID: 400,
    ErrorCode.UNAUTHENTICATED: 401,
    ErrorCode.FORBIDDEN: 403,
    ErrorCode.NOT_FOUND: 404,
    ErrorCode.CONFLICT: 409,
    ErrorCode.TOO_LARGE: 413,
    ErrorCode.UNSUPPORTED_MEDIA: 415,
    ErrorCode.RATE_LIMITED: 429,
    ErrorCode.INTERNAL: 500,
    ErrorCode.OVERLOADED: 503,
    ErrorCode.UNAVAILABLE: 503,
}


class AppError(Exception):
    """A refusal with a reason that its receiver can act on.

    `retry_after_ms` is given where trying the same thing again later may succeed, `errors` where several fields were
    filled: what is wrong with which.
    """

    def __init__(
        self,
        code: ErrorCode,
        detail: str,
        *,
        retry_after_ms: int | None = None,
        errors: dict[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.retry_after_ms = retry_after_ms
        self.errors = errors


class Problem(Struct, frozen=True, omit_defaults=True):
    """The body of every error answer: RFC 9457, with our `code`."""

    title: str
    status: int
    code: ErrorCode
    detail: str
    retry_after_ms: int | None = None
    errors: dict[str, str] | None = None
    type: str = "about:blank"

    @classmethod
    def of(cls, error: AppError) -> Problem:
        """The problem document of `error`."""
        return cls(
            title=error.code.value.replace("_", " ").capitalize(),
            status=STATUS[error.code],
            code=error.code,
            detail=error.detail,
            retry_after_ms=error.retry_after_ms,
            errors=error.errors,
        )


def not_found(what: str) -> AppError:
    """The one answer for what does not exist and for what belongs to somebody else."""
    return AppError(ErrorCode.NOT_FOUND, f"There is no such {what}.")
