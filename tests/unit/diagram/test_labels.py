"""Label placement: whatever the points, no two labels overlap and none leaves the page."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kawanet.diagram.labels import Label, Placed, Surroundings, label_size, place_labels
from kawanet.diagram.svg import Box, Point, number
from kawanet.diagram.typography import em_width, fit

PAGE = Box(0, 0, 900, 600)

points = st.builds(Point, st.floats(0, 900), st.floats(0, 600))
lines = st.lists(
    st.text(st.sampled_from("川崎区役所施設ABCw1l "), min_size=1, max_size=9),
    min_size=1,
    max_size=2,
)
labels = st.builds(
    Label, points, lines.map(tuple), st.sampled_from((10.0, 15.0)), required=st.booleans()
)
boxes = st.builds(Box, st.floats(0, 700), st.floats(0, 500), st.floats(1, 150), st.floats(1, 90))


@given(st.lists(labels, max_size=25), st.lists(boxes, max_size=3))
def test_labels_never_overlap(wishes: list[Label], taken: list[Box]) -> None:
    around = Surroundings(PAGE, tuple(taken), tuple(w.at for w in wishes))
    placed = place_labels(wishes, around)
    for i, one in enumerate(placed):
        assert one.box.inside(PAGE)
        assert (one.box.width, one.box.height) == label_size(one.label)
        assert not any(one.box.overlaps(t) for t in taken)
        assert not any(one.box.overlaps(other.box) for other in placed[i + 1 :])


@given(points)
def test_a_lone_label_always_finds_a_place(at: Point) -> None:
    assert len(place_labels([Label(at, ("多摩区役所",), 15)], Surroundings(PAGE))) == 1


def test_a_crowd_gets_leader_lines() -> None:
    crowd = [Label(Point(450 + i, 300), (f"施設{i}",), 14) for i in range(20)]
    placed = place_labels(crowd, Surroundings(PAGE))
    assert len(placed) == 20
    with_leader = [p for p in placed if p.leader]
    assert with_leader
    assert all(_starts_at_point(p) for p in with_leader)


def _starts_at_point(placed: Placed) -> bool:
    assert placed.leader is not None
    return placed.leader[0] == placed.label.at


def test_an_optional_label_without_room_is_left_out() -> None:
    full = Surroundings(PAGE, (PAGE,))
    assert place_labels([Label(Point(450, 300), ("A",), 12, required=False)], full) == ()


def test_crossing_a_line_costs() -> None:
    line = ((Point(450, 300), Point(900, 300)),)
    placed = place_labels(
        [Label(Point(450, 300), ("区役所",), 12)], Surroundings(PAGE, segments=line)
    )
    assert placed[0].box.centre.y != 300


def test_widths_are_careful() -> None:
    assert em_width("川崎") == 2.0
    assert em_width("WWW") >= 2.7
    assert fit("川崎市役所", 10, 30) == "川崎…"
    assert fit("abc", 10, 100) == "abc"


def test_numbers_have_one_decimal_at_most() -> None:
    assert [number(v) for v in (1.0, 1.25, -0.01, 3)] == ["1", "1.2", "0", "3"]
