"""Reading a web page back, for tests of those that are written."""

from lxml import html

Element = html.HtmlElement


def read(content: bytes) -> Element:
    return html.document_fromstring(content.decode("utf-8"))


def words(element: Element) -> str:
    """All text in an element, with single spaces."""
    return " ".join(element.text_content().split())


def every(element: Element, *tags: str, of: str = "") -> list[Element]:
    """The elements of these tags within an element, in order; `of` is a class they must have."""
    named = " or ".join(f"self::{tag}" if tag != "svg" else "name()='svg'" for tag in tags)
    classed = f"[contains(concat(' ', @class, ' '), ' {of} ')]" if of else ""
    return element.xpath(f".//*[{named}]{classed}")


def one(element: Element, *tags: str, of: str = "") -> Element:
    (found,) = every(element, *tags, of=of)
    return found


def ids(element: Element) -> list[str]:
    return element.xpath("//@id")


def named_within(element: Element) -> set[str]:
    """Ids of the page that something in it refers to."""
    named = {link[1:] for link in element.xpath("//@href") if link.startswith("#")}
    for attribute in ("aria-labelledby", "aria-describedby"):
        named |= {one for text in element.xpath(f"//@{attribute}") for one in text.split()}
    return named


def levels(element: Element) -> list[int]:
    """The levels of all headings, in order."""
    headings = every(element, "h1", "h2", "h3", "h4", "h5", "h6")
    return [int(heading.tag[1]) for heading in headings]
