"""What stands before and around the chapters: the title block, the contents list, head and foot."""

from packs.content import Pack
from packs.word.text import contents, field, lead, of_runs, paragraph, run

# A list of fewer headings than this tells nothing that the page itself does not.
LEAST_CONTENTS = 4


def title_block(pack: Pack, kind: str) -> str:
    """Title, whom it is for, whose figures, from which release and plan, up to when; then the marks."""
    lines = [
        paragraph(pack.title, "Title"),
        *([lead(kind, pack.meeting, "Cover")] if pack.meeting else []),
        lead("Authority", pack.authority, "Cover"),
        lead("Release", pack.release, "Cover"),
        lead("Plan", pack.plan_version, "Cover"),
        lead("As at", pack.as_at, "Cover"),
        *(paragraph(text, "Mark") for text in pack.marks),
    ]
    return "".join(lines)


def short_title_block(pack: Pack) -> str:
    """Title, whom it is for, and the marks; the rest is said by the colophon below."""
    marks = "".join(paragraph(text, "Mark") for text in pack.marks)
    return paragraph(pack.title, "Title") + marks + lead("For", pack.meeting, "Cover")


def contents_list(entries: list[tuple[int, str]]) -> str:
    """The list of chapters and figures, each a link to it."""
    if len(entries) < LEAST_CONTENTS:
        return ""
    return paragraph("Contents", "TOCHeading") + contents(entries)


def head(pack: Pack) -> str:
    """What stands at the top of every page: the marks, or whose paper it is."""
    told = pack.marks or (pack.title,)
    return "".join(paragraph(text, "Header") for text in told)


def foot(pack: Pack) -> str:
    """What stands at the bottom of every page: the colophon and the number of the page."""
    return paragraph(pack.colophon, "Footer") + page_line()


def page_line() -> str:
    """The number of the page and how many there are."""
    numbers = run("Page ") + field("PAGE", "1") + run(" of ") + field("NUMPAGES", "1")
    return of_runs(numbers, "PageNumber")
