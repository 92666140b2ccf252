"""The styles of a Word document: a council's own choice of them can be pasted over."""

from figures.palette import LIGHT
from packs.word.text import NAMESPACES

# Styles that Word knows by name; the others are the document's own.
KNOWN = ("Title", "Subtitle", "List", "caption", "header", "footer", "toc", "TOC")
FONT = "Arial"
LANGUAGE = "en-GB"
BULLETS, NUMBERS = 1, 2
HEAD_FILL = "DCE3EA"
BAND_FILL = LIGHT.shade.lstrip("#")
FIRST, INK, TEXT = (one.lstrip("#") for one in (LIGHT.first, LIGHT.ink, LIGHT.text))
LINE = LIGHT.quiet.lstrip("#")


def styles() -> str:
    """All styles as the content of a styles part."""
    return (
        f"<w:styles {NAMESPACES}>{_defaults()}{_paragraphs()}{_characters()}{_tables()}</w:styles>"
    )


def _defaults() -> str:
    return (
        f'<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" '
        f'w:eastAsia="{FONT}" w:cs="{FONT}"/><w:sz w:val="22"/><w:szCs w:val="22"/>'
        f'<w:lang w:val="{LANGUAGE}" w:eastAsia="{LANGUAGE}" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="264" w:lineRule="auto"/></w:pPr>'
        "</w:pPrDefault></w:docDefaults>"
    )


def _paragraphs() -> str:
    return "".join(
        (
            '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
            "<w:qFormat/>"
            f"<w:pPr>{_space(60, 100)}</w:pPr></w:style>",
            _heading(1, 32, before=400, after=120),
            _heading(2, 25, before=320, after=60),
            _heading(3, 23, before=280, after=60),
            *(
                _style(
                    f"UnlistedHeading{level}",
                    f"Unlisted Heading {level}",
                    "",
                    "",
                    f"Heading{level}",
                )
                for level in (2, 3)
            ),
            _style("Title", "Title", _space(0, 160), _type(44, FIRST, bold=True)),
            _style("Subtitle", "Subtitle", _space(0, 80, keep=True), _type(21, TEXT)),
            _style("Cover", "Cover Line", _space(0, 40), _type(22)),
            _style(
                "Mark",
                "Pack Mark",
                _box() + _space(160, 120) + '<w:ind w:left="142" w:right="142"/>',
                _type(22, INK, bold=True),
            ),
            _style("ListBullet", "List Bullet", _listed(BULLETS) + _space(60, 30), ""),
            _style("ListNumber", "List Number", _listed(NUMBERS) + _space(60, 30), ""),
            _style("AfterTable", "After Table", _space(120, 120), ""),
            _style("Picture", "Figure", _space(80, 40, keep=True), ""),
            _style("Caption", "caption", _space(0, 40, keep=True), _type(20, INK, bold=True)),
            _style("Source", "Source", _space(60, 120), _type(19, TEXT)),
            _style(
                "TableLead", "Table Lead", _space(160, 60, keep=True), _type(20, INK, bold=True)
            ),
            _style("Header", "header", _space(0, 0), _type(18, INK, bold=True)),
            _style("Footer", "footer", _space(0, 0), _type(17, TEXT)),
            _style("PageNumber", "Page Line", _space(0, 0) + '<w:jc w:val="right"/>', _type(17)),
            _contents_heading(),
            _contents_entry(1, indent=0, before=80, size=20, bold=True),
            _contents_entry(2, indent=284, before=0, size=17),
            _contents_entry(3, indent=568, before=0, size=17),
            *_cells("Table", 19),
            *_cells("TableSmall", 17),
        )
    )


def _style(name: str, shown: str, form: str, words: str, based: str = "Normal") -> str:
    own = "" if shown.startswith(KNOWN) else ' w:customStyle="1"'
    return (
        f'<w:style w:type="paragraph"{own} w:styleId="{name}"><w:name w:val="{shown}"/>'
        f'<w:basedOn w:val="{based}"/><w:qFormat/><w:pPr>{form}</w:pPr><w:rPr>{words}</w:rPr>'
        "</w:style>"
    )


def _heading(level: int, size: int, *, before: int, after: int) -> str:
    form = (
        f'<w:keepNext/><w:keepLines/><w:spacing w:before="{before}" w:after="{after}" '
        f'w:line="252" w:lineRule="auto"/><w:outlineLvl w:val="{level - 1}"/>'
    )
    words = _type(size, FIRST if level == 1 else INK, bold=True)
    return (
        f'<w:style w:type="paragraph" w:styleId="Heading{level}"><w:name w:val="heading {level}"/>'
        f'<w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:uiPriority w:val="9"/><w:qFormat/>'
        f"<w:pPr>{form}</w:pPr><w:rPr>{words}</w:rPr></w:style>"
    )


def _contents_heading() -> str:
    """Looks like a heading of the document and is not one: it would list itself."""
    form = f"{_space(320, 120, keep=True)}"
    return _style("TOCHeading", "TOC Heading", form, _type(32, FIRST, bold=True))


def _contents_entry(level: int, *, indent: int, before: int, size: int, bold: bool = False) -> str:
    form = f'<w:spacing w:before="{before}" w:after="10" w:line="240" w:lineRule="auto"/>'
    form += f'<w:ind w:left="{indent}"/>'
    return _style(f"TOC{level}", f"toc {level}", form, _type(size, bold=bold))


def _cells(name: str, size: int) -> list[str]:
    """Styles of a table's cells: words, numbers, and the heads of both."""
    tight = '<w:spacing w:before="30" w:after="30" w:line="240" w:lineRule="auto"/>'
    right = '<w:jc w:val="right"/>'
    shown = "Table Small" if name == "TableSmall" else "Table"
    return [
        _style(f"{name}Text", f"{shown} Text", tight, f'<w:sz w:val="{size}"/>'),
        _style(f"{name}Right", f"{shown} Number", tight + right, f'<w:sz w:val="{size}"/>'),
        _style(f"{name}Head", f"{shown} Head", tight, _type(size, INK, bold=True)),
        _style(
            f"{name}HeadRight", f"{shown} Head Number", tight + right, _type(size, INK, bold=True)
        ),
    ]


def _characters() -> str:
    return (
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:semiHidden/></w:style>'
        '<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/>'
        f'<w:rPr><w:color w:val="{FIRST}"/><w:u w:val="single"/></w:rPr></w:style>'
    )


def _tables() -> str:
    return (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
        '<w:name w:val="Normal Table"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
        f"{_margins(0, 108)}</w:tblPr></w:style>"
        '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/>'
        "<w:semiHidden/></w:style>"
        '<w:style w:type="table" w:customStyle="1" w:styleId="PackTable">'
        '<w:name w:val="Pack Table"/><w:basedOn w:val="TableNormal"/><w:qFormat/>'
        '<w:tblPr><w:tblStyleRowBandSize w:val="1"/><w:tblBorders>'
        f"{_rule('top', 8, INK)}{_rule('bottom', 8, INK)}{_rule('insideH', 4, LINE)}"
        f"</w:tblBorders>{_margins(20, 100)}</w:tblPr>"
        f"{_part('firstRow', '<w:b/>', HEAD_FILL)}"
        f"{_part('firstCol', '<w:b/>')}"
        f"{_part('band2Horz', '', BAND_FILL)}</w:style>"
    )


def _part(kind: str, words: str, fill: str = "") -> str:
    shade = f'<w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="{fill}"/></w:tcPr>'
    return (
        f'<w:tblStylePr w:type="{kind}">'
        f"{f'<w:rPr>{words}</w:rPr>' if words else ''}{shade if fill else ''}</w:tblStylePr>"
    )


def _margins(upright: int, side: int) -> str:
    sides = (("top", upright), ("left", side), ("bottom", upright), ("right", side))
    told = "".join(f'<w:{name} w:w="{size}" w:type="dxa"/>' for name, size in sides)
    return f"<w:tblCellMar>{told}</w:tblCellMar>"


def _rule(side: str, size: int, colour: str) -> str:
    return f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="{colour}"/>'


def _box() -> str:
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="12" w:space="6" w:color="{INK}"/>'
        for side in ("top", "left", "bottom", "right")
    )
    return f"<w:keepLines/><w:pBdr>{sides}</w:pBdr>"


def _listed(kind: int) -> str:
    return f'<w:numPr><w:numId w:val="{kind}"/></w:numPr>'


def _space(before: int, after: int, *, keep: bool = False) -> str:
    held = "<w:keepNext/>" if keep else ""
    return f'{held}<w:spacing w:before="{before}" w:after="{after}"/>'


def _type(size: int, colour: str = "", *, bold: bool = False) -> str:
    told = "<w:b/><w:bCs/>" if bold else ""
    told += f'<w:color w:val="{colour}"/>' if colour else ""
    return f'{told}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
