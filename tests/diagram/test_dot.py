"""Pictures as DOT text: whole texts, positions, rows."""

from __future__ import annotations

import iamsim
from iamsim.decision import Decision
from iamsim.decision.explain import decision_words
from iamsim.diagram import Diagram, Edge, Node, Picture, draw
from tests.diagram.accounts import FREEZE, HOME_PAGE, account, identity

DENIED, NOBODY = decision_words(Decision.EXPLICIT_DENY), decision_words(Decision.IMPLICIT_DENY)


def test_the_dot_of_an_account() -> None:
    graph, node, edge, *rest = draw(account([identity("User", "zoe")], [])).source.splitlines()[1:]
    assert graph.startswith("\tgraph [bgcolor=transparent")
    assert node.startswith('\tnode [color="#5b6570"')
    assert edge.startswith("\tedge [arrowsize=0.7")
    assert rest == [
        '\tlabel="1 user, no groups\\l \\l"',
        "\tordering=out",
        (
            '\tn1 [label="zoe\\nuser\\nno policy, no group" class="user says" color="#2f5597" fillcolor="#edf3fc" shape=box style="filled,rounded" '
            'tooltip="user zoe\\narn:aws:iam::123456789012:user/zoe\\nno policy, no group"]'
        ),
        "}",
    ]


# Positions are in points from the lower left corner; the classes after the first one are states.
ZOE = """\
	"corner 1" [label="" height=0 pos="0.00,194.20" style=invis width=0]
	"corner 2" [label="" height=0 pos="364.00,0.00" style=invis width=0]
	subgraph cluster_1 {
		bb="276.00,45.40,358.00,112.60" class="check shut" color="#d0d7de" fillcolor="#f6f8fa" id=k0 label="" style="rounded,filled"
	}
	subgraph cluster_2 {
		bb="208.00,45.40,268.00,112.60" class="check open" color="#d0d7de" fillcolor="#f6f8fa" id=k1 label="" style="rounded,filled"
	}
	n1 [label="May zoe do s3:GetObject on acme-website/index.html?\\l" class=caption fillcolor=none height=0.2000 id=k2 pos="180.00,181.00" shape=plaintext style="" width=4.9444]
	n2 [label="1 any\\nDeny?" class="check-question open" fillcolor=none height=0.4000 id=k3 pos="238.00,95.20" shape=plaintext style="" width=0.8333]
	n3 [label="2 any\\nAllow?" class="check-question shut" fillcolor=none height=0.4000 id=k4 pos="317.00,95.20" shape=plaintext style="" width=1.1389]
	n4 [label="user zoe" class="user asked" color="#2f5597" fillcolor="#edf3fc" height=0.2972 id=k5 pos="41.64,101.90" shape=box style="filled,rounded" width=0.9899]
	n5 [label="no policy, no group\\l" class="text no-match" fontcolor="#4d5661" height=0.2972 id=k6 pos="122.00,64.10" shape=box style="filled,dashed" width=2.1667]
	n6 [label="✕" class=port color=transparent fillcolor=transparent fontsize=16 height=0.2972 id=k7 pos="238.00,64.10" shape=box style=filled width=0.1111]
	n7 [label="✕" class=port color=transparent fillcolor=transparent fontsize=16 height=0.2972 id=k8 pos="317.00,64.10" shape=box style=filled width=0.1111]
	n8 [label="NOBODY" class="implicitDeny on" color="#1f2328" height=0.4972 id=k9 penwidth=1.5 pos="317.00,139.50" shape=box style="filled,dashed" width=1.0336]
	n9 [label="DENIED" class=explicitDeny color="#a32020" fillcolor="#a32020" fontcolor="#ffffff" height=0.2972 id=k10 pos="205.19,132.30" shape=box width=1.7448]
	n10 [label=allowed class=allowed color="#1b6e3c" fillcolor="#1b6e3c" fontcolor="#ffffff" height=0.2972 id=k11 pos="317.00,16.70" shape=box width=0.8388]
	n5 -> n6 [class="allow no-match" color="#1b6e3c" id=k12 penwidth=1.6 pos="200.00,64.10 200.00,64.10 238.00,64.10 238.00,64.10"]
	n6 -> n7 [class="allow no-match beyond" color="#1b6e3c" id=k13 penwidth=1.6 pos="238.00,64.10 238.00,64.10 317.00,64.10 317.00,64.10"]
	n3 -> n8 [class="implicitDeny on" color="#1f2328" id=k14 penwidth=1.5 pos="317.00,112.60 317.00,112.60 317.00,121.60 317.00,121.60" style=dashed]
	n2 -> n9 [class=explicitDeny color="#a32020" id=k15 penwidth=4 pos="238.00,112.60 238.00,112.60 238.00,121.60 238.00,121.60"]
	n3 -> n10 [arrowhead=normal class=flow color="#1b6e3c" id=k16 penwidth=3 pos="e,317.00,27.40 317.00,45.40 317.00,45.40 317.00,33.40 317.00,33.40"]
	n4 -> n5 [arrowhead=normal class="has no-match" id=k17 pos="e,44.00,64.10 14.00,91.20 14.00,91.20 14.00,64.10 14.00,64.10 14.00,64.10 38.00,64.10 38.00,64.10"]
}"""


def test_the_dot_of_a_result() -> None:
    result = iamsim.simulate(iamsim.load_account(FREEZE), "zoe", "s3:GetObject", HOME_PAGE)
    graph, _, _, *rest = draw(result).source.rstrip().splitlines()[1:]
    assert graph == "\tgraph [bgcolor=transparent layout=nop2 outputorder=edgesfirst pad=0 splines=true]"
    nobody = NOBODY.replace("nobody ", "nobody\\n")
    assert rest == ZOE.replace("NOBODY", nobody).replace("DENIED", DENIED).splitlines()


def test_rows_stand_below_each_other_in_their_order() -> None:
    nodes = tuple(Node(key, "user", key) for key in "abc")
    picture = Picture("Rows", "Rows.", nodes, (Edge("a", "b"), Edge("a", "c")), keep_order=True, rows=(("a",), ("c", "b")))
    source = Diagram(picture).source
    assert "\trankdir=TB ranksep=0.28\n" in source
    assert "\t{ rank=same; n3 -> n2 [style=invis] }\n" in source


