"""Every code that anything in kawanet can emit, with what it means."""

from __future__ import annotations

from kawanet.findings import Severity
from kawanet.forwarding.codes import CODES
from kawanet.verify import flows, layer2, loops, replies, separation
from kawanet.verify.hygiene import CHECKS
from kawanet.verify.rules.rule import Rule

__all__ = ["CATALOGUE", "Rule"]

PROOF = (
    Rule(
        separation.CODE,
        "A packet crosses between two tiers that no flow joins",
        "許可されていない階層間通信が通る",
        Severity.ERROR,
        "Tiers are separate but for the flows of the policy. The finding shows a packet that "
        "crosses, its path, and the line that lets it through.",
    ),
    Rule(
        separation.MUST_CODE,
        "A must of the policy does not hold",
        "ポリシーの必須条件が満たされない",
        Severity.ERROR,
        "Beyond the tier matrix, the policy names what must or must not be reachable.",
    ),
    Rule(
        flows.CODE,
        "A permitted flow does not work",
        "許可された通信が届かない",
        Severity.ERROR,
        "Some source of the flow cannot open some service at some destination.",
    ),
    Rule(
        replies.CODE,
        "The reply of a permitted flow does not come back",
        "許可された通信の応答が戻らない",
        Severity.ERROR,
        "The first packet arrives; its reply is dropped, or takes a path round the firewall that "
        "knows the session.",
    ),
    Rule(
        layer2.CODE,
        "Two tiers share a segment",
        "二つの階層が同じセグメントにある",
        Severity.ERROR,
        "A VLAN, a trunk, a native VLAN or a cable joins ports of two tiers below every filter.",
    ),
    Rule(
        layer2.NO_TIER,
        "A segment with hosts belongs to no tier",
        "どの階層にも属さないセグメントにホストがある",
        Severity.WARNING,
        "Nothing says which tier it is, so nothing is proved of it.",
    ),
    Rule(
        loops.CODE,
        "Packets go round in a loop",
        "パケットが経路ループする",
        Severity.ERROR,
        "Routers send the packet to each other until its hop limit ends.",
    ),
    Rule(
        "KW-GEN-001",
        "The text read back differs from the compiled device",
        "生成した設定を読み戻すと元と異なる",
        Severity.ERROR,
        "A template or a parser changed the meaning; what was proved is the text, not the intent.",
    ),
    Rule(
        "KW-SNP-001",
        "A file of the folder is not read",
        "読み取れないファイルがある",
        Severity.WARNING,
        "It is binary, empty, or of no known platform; the answers are about the network without "
        "it. `check` refuses such a folder: a proof would be about another network.",
    ),
    Rule(
        "KW-SNP-002",
        "Two devices have one name",
        "同じ名前の装置が二つある",
        Severity.WARNING,
        "Both texts say the same hostname. The second is called by its file or folder; if it has "
        "all the addresses of the first too, it is taken for another backup and not used.",
    ),
    Rule(
        "KW-SNP-003",
        "Where the cabling comes from",
        "配線情報の出所",
        Severity.NOTE,
        "Batfish's layer1_topology.json, LLDP and CDP output in the folder, or descriptions of "
        "switch ports that agree at both ends. Ports that are not listed are taken to be up, and "
        "joined by equal subnets.",
    ),
    Rule(
        "KW-OBS-001",
        "Output of a device cannot be read",
        "装置の出力を読み取れない",
        Severity.WARNING,
        "A line of `show` output that no template knows, or JSON that does not parse: what it says "
        "takes no part in the comparison.",
    ),
    Rule(
        "KW-OBS-002",
        "A fact that stands in no configuration, taken from a device's output",
        "設定に書かれない事実を装置の出力から採った",
        Severity.NOTE,
        "`kawanet conform` takes from the output that a port has no light, and the address that "
        "DHCP gave, so that one unplugged port does not make a difference of every route that "
        "follows. A port with an address stays a difference itself.",
    ),
    Rule(
        "KW-TXT-001",
        "A line of a configuration is not understood",
        "理解できない設定行がある",
        Severity.WARNING,
        "No part of the platform's parser knows the line, so it has no part in the proof: a typing "
        "mistake, or a feature to be added to the parser.",
    ),
    Rule(
        "KW-TXT-002",
        "A line is understood but outside the model",
        "モデルの範囲外の設定行がある",
        Severity.NOTE,
        "It could change forwarding in a way that is not computed: what passes the device is "
        "unknown where it would be proved.",
    ),
)


def _simulation() -> tuple[Rule, ...]:
    return tuple(
        Rule(
            c.code,
            c.title,
            TITLES_JA.get(c.code, c.title),
            c.severity,
            f"{c.title}. Found while computing the forwarding tables from the text and the cables.",
        )
        for c in CODES.values()
    )


TITLES_JA = {
    "KW-FWD-001": "SVI が停止: 同じ VLAN の有効なポートがない",
    "KW-FWD-002": "トンネルが停止: 両端の設定が一致しない",
    "KW-FWD-003": "静的経路が無効: 次ホップへの経路がない",
    "KW-FWD-004": "経路の次ホップが応答しない",
    "KW-FWD-005": "同じセグメントの OSPF 隣接の設定が一致しない",
    "KW-FWD-006": "インターフェースに OSPF があるが VRF にプロセスがない",
    "KW-FWD-007": "OSPF 隣接の二台が同じルータ ID を持つ",
    "KW-FWD-008": "再配布が収束しない",
    "KW-FWD-009": "配線されたポートに設定がない",
    "KW-FWD-010": "配線情報がなく、サブネットからセグメントを推定した",
    "KW-FWD-011": "一つのサブネットが、つながっていない二つのセグメントにある",
    "KW-FWD-012": "BGP が安定しない",
}

CATALOGUE: tuple[Rule, ...] = tuple(
    sorted(
        (*PROOF, *_simulation(), *(rule for check in CHECKS for rule in check.rules)),
        key=lambda rule: rule.code,
    )
)
