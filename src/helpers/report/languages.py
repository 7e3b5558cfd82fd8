"""The languages in which papers are written, by their codes."""

from __future__ import annotations

from helpers.report.english import ENGLISH
from helpers.report.language import Language
from helpers.report.vietnamese import VIETNAMESE

LANGUAGES: dict[str, Language] = {language.code: language for language in (VIETNAMESE, ENGLISH)}
