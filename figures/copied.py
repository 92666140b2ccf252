"""A figure as it is pasted elsewhere: its sentence with its source, and its table."""

from html import escape

from figures.figure import BASIS_WORDS, ILLUSTRATIVE, Figure, labelled
from figures.passport import titles_of

SOURCE = "Source:"


def sentence(figure: Figure) -> str:
    """What the figure says, of which measure and place, from where, as at when, and its id."""
    said = figure.sentence.removeprefix(f"{ILLUSTRATIVE}: ")
    return f"{_labelled(f'{_subject(figure)}: {said}', figure)} {source(figure)}"


def source(figure: Figure) -> str:
    """Where the figure is from, as at when, and its id, as one line."""
    whence = figure.source.removeprefix(SOURCE).strip()
    at = figure.as_at if "as at" in figure.as_at.lower() else f"As at: {figure.as_at}"
    made_up = BASIS_WORDS[figure.basis] if figure.is_illustrative else ""
    told = (f"{SOURCE} {whence}", made_up, at, f"Figure {figure.id}")
    return " ".join(f"{text.rstrip('.')}." for text in told if text)


def _subject(figure: Figure) -> str:
    """The measures, the place, the periods and the unit."""
    names = titles_of(figure.selection.measures)
    told = f"{figure.subtitle} {figure.sentence}"
    about = figure.subtitle.removesuffix(", %")
    return about if names in told else f"{names}, {about}"


def _labelled(text: str, figure: Figure) -> str:
    """Labelled where it is made up; a real sentence beside a made-up line says so in its source."""
    return labelled(text, figure.basis) if figure.basis == "sample" else text


def table_text(figure: Figure) -> str:
    """Title, headings, rows and source, cells apart by tabs: a spreadsheet takes it as cells."""
    rows = [list(figure.table.columns), *figure.table.astype(str).to_numpy().tolist()]
    lines = ["\t".join(str(cell).replace("\t", " ") for cell in row) for row in rows]
    return "\n".join([figure.title, *lines, source(figure)])


def table_html(figure: Figure) -> str:
    """The same as a table with header cells, for a document."""
    head = "".join(f'<th scope="col">{escape(str(name))}</th>' for name in figure.table.columns)
    body = "".join(_row(row) for row in figure.table.astype(str).to_numpy().tolist())
    foot = f'<tr><td colspan="{len(figure.table.columns)}">{escape(source(figure))}</td></tr>'
    return (
        f"<table><caption>{escape(figure.title)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody><tfoot>{foot}</tfoot></table>"
    )


def _row(cells: list[str]) -> str:
    first, *others = cells
    rest = "".join(f"<td>{escape(cell)}</td>" for cell in others)
    return f'<tr><th scope="row">{escape(first)}</th>{rest}</tr>'
