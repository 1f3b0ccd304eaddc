"""Who supervises whom, who walks beside whom, and who is proposed to whom at a centre?"""

from collections import Counter
from dataclasses import dataclass, field

from accounts.models import Centre, User
from kernel.small_cells import figure
from matching.agreements import Agreement
from matching.models import MatchingPolicy, Proposal
from matching.pictures import bars as drawing
from matching.pictures.webs import Edge, Web, web
from matching.queries.caps import Room, room_of
from mentorship.models import Mentee, Mentor, Pairing

MOST_DRAWN = 200
NAME_LENGTH = 15
NOBODY = 0  # stands for the supervisor of mentors who have none


@dataclass(frozen=True)
class Load:
    """How much somebody carries of what they may carry."""

    taken: int
    limit: int

    @property
    def level(self) -> str:
        return "over" if self.taken > self.limit else "full" if self.taken == self.limit else "free"

    @property
    def text(self) -> str:
        return f"{self.taken}/{self.limit}"


@dataclass(frozen=True)
class Tie:
    """A pairing or an open proposal, with the people at both ends."""

    row: Pairing | Proposal
    supervisor: int
    mentor: int
    mentee: int

    @property
    def is_proposal(self) -> bool:
        return isinstance(self.row, Proposal)


@dataclass(frozen=True)
class Spot:
    """One person in the picture."""

    person: Mentor | Mentee
    name: str
    y: int
    load: Load | None = None

    @property
    def short_name(self) -> str:
        return self.name if len(self.name) <= NAME_LENGTH else self.name[: NAME_LENGTH - 1].rstrip() + "…"

    @property
    def box_y(self) -> int:
        return self.y - 14

    @property
    def text_y(self) -> int:
        return self.y + 5


@dataclass(frozen=True)
class TieRow:
    """A line of the picture as a row of the table."""

    tie: Tie
    mentor: Spot
    mentee: Spot


@dataclass(frozen=True)
class Drawing:
    """The people of one supervisor, in their places."""

    web: Web
    mentors: list[Spot]
    mentees: list[Spot]
    rows: list[TieRow]


@dataclass
class Group:
    """One supervisor with everything that hangs on them."""

    supervisor: User | None
    load: Load | None
    mentors: list[Mentor] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    drawing: Drawing | None = None

    @property
    def pairings(self) -> int:
        return sum(not tie.is_proposal for tie in self.ties)

    @property
    def proposals(self) -> int:
        return sum(tie.is_proposal for tie in self.ties)

    @property
    def seats(self) -> int:
        return sum(mentor.capacity for mentor in self.mentors)

    @property
    def code(self) -> str:
        return str(self.supervisor.public_id) if self.supervisor else ""

    @property
    def name(self) -> str:
        return self.supervisor.full_name if self.supervisor else ""

    @property
    def sheet_row(self) -> list[str]:
        return [self.code, *(figure(count) for count in (len(self.mentors), self.seats, self.pairings, self.proposals))]


@dataclass(frozen=True)
class Network:
    """The supervisors of a centre; `is_drawn` tells whether every person has a place in the picture."""

    groups: list[Group]
    is_drawn: bool

    @property
    def mentees(self) -> list[Mentee]:
        """Whose names the page shows."""
        shown = [spot.person for group in self.groups if group.drawing for spot in group.drawing.mentees]
        return list({mentee.pk: mentee for mentee in shown if isinstance(mentee, Mentee)}.values())

    @property
    def sheet_rows(self) -> list[list[str]]:
        return [group.sheet_row for group in self.groups]

    @property
    def bars(self) -> drawing.Bars:
        """The load of each supervisor, where there are too many people to draw each."""
        loads = [(group.name, group.load.taken, group.load.text) for group in self.groups if group.load]
        return drawing.bars(loads, max((group.load.limit for group in self.groups if group.load), default=0))


def network_of(centre: Centre, viewer: User, supervisor: str = "") -> Network:
    """The network of a centre, or what hangs on one supervisor of it, as far as this person keeps the files.

    More than 200 mentees are not drawn one by one: each supervisor is one bar then.
    """
    mentors = list(
        Mentor.objects.visible_to_staff(viewer).filter(centre=centre)
        .exclude(status=Mentor.Status.LEFT, active_pairings=0)
        .order_by("user__family_name", "user__given_name", "pk")
    )  # fmt: skip
    groups = _groups(centre, mentors, _ties(centre, viewer))
    if supervisor:
        groups = [group for group in groups if group.code == supervisor]
    is_drawn = len({tie.mentee for group in groups for tie in group.ties}) <= MOST_DRAWN
    if is_drawn:
        _draw(groups)
    return Network(groups, is_drawn)


def _ties(centre: Centre, viewer: User) -> list[Tie]:
    pairings = Pairing.objects.visible_to_staff(viewer).filter(centre=centre).open().order_by("pk")
    proposals = Proposal.objects.visible_to(viewer).filter(run__centre=centre, run__is_dry=False)
    proposals = proposals.filter(status=Proposal.Status.OPEN).select_related("mentor").order_by("pk")
    ties = [Tie(row, row.supervisor_id, row.mentor_id, row.mentee_id) for row in pairings]
    return ties + [Tie(row, row.mentor.supervisor_id or NOBODY, row.mentor_id, row.mentee_id) for row in proposals]


def _groups(centre: Centre, mentors: list[Mentor], ties: list[Tie]) -> list[Group]:
    """Supervisors by name, mentors without one last; whoever follows a pairing has its mentor, too."""
    by_pk = {mentor.pk: mentor for mentor in mentors}
    members: dict[int, dict[int, Mentor]] = {}
    for mentor in mentors:
        members.setdefault(mentor.supervisor_id or NOBODY, {})[mentor.pk] = mentor
    known = [tie for tie in ties if tie.mentor in by_pk]
    for tie in known:
        members.setdefault(tie.supervisor, {})[tie.mentor] = by_pk[tie.mentor]
    people = User.objects.in_bulk(members)
    room = _room(centre)
    groups = {pk: Group(people.get(pk), _load(room, pk), list(found.values())) for pk, found in members.items()}
    for tie in known:
        groups[tie.supervisor].ties.append(tie)
    ordered = sorted(people.values(), key=lambda person: (person.family_name, person.given_name, person.pk))
    return [groups[pk] for pk in [*(person.pk for person in ordered), NOBODY] if pk in groups]


def _room(centre: Centre) -> Room:
    policy = MatchingPolicy.objects.filter(centre=centre, is_current=True).first()
    return room_of(centre, (Agreement.from_mapping(policy.settings) if policy else Agreement()).caseload)


def _load(room: Room, supervisor: int) -> Load | None:
    """All pairings that a supervisor follows, also those of other people's mentees."""
    if supervisor == NOBODY:
        return None
    return Load(room.taken["supervisor", supervisor], room.limits.get(("supervisor", supervisor), room.caseload.all))


def _draw(groups: list[Group]) -> None:
    """Give everybody with a tie a name and a place."""
    mentees = Mentee.objects.in_bulk({tie.mentee for group in groups for tie in group.ties})
    users = User.objects.in_bulk({mentor.user_id for group in groups for mentor in group.mentors})
    for group in groups:
        tied = Counter(tie.mentor for tie in group.ties)
        mentors = {mentor.pk: mentor for mentor in group.mentors if tied[mentor.pk]}
        laid = web(list(mentors), [Edge(tie.mentor, tie.mentee, tie.is_proposal) for tie in group.ties])
        left = {
            pk: Spot(mentors[pk], users[mentors[pk].user_id].full_name, y,
                     Load(mentors[pk].active_pairings, mentors[pk].capacity))
            for pk, y in laid.mentors.items()
        }  # fmt: skip
        right = {pk: Spot(mentees[pk], mentees[pk].chosen_name, y) for pk, y in laid.mentees.items()}
        rows = [TieRow(tie, left[tie.mentor], right[tie.mentee]) for tie in group.ties]
        group.drawing = Drawing(laid, list(left.values()), list(right.values()), rows)
