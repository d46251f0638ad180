"""Writes about tags: which there are, and which a customer has."""

from collections.abc import Collection

from django.db import transaction

from reseller_portal.lib.text import caseless

from .. import facts
from ..errors import Refused
from ..models import CustomerTag, Organization, Tag, User
from ..models.tags import Colour
from .activity import changes, record_activity
from .locks import lock_organization

MOST_TAGS = 200  # of one reseller: a list that can still be looked through
_KEY_LENGTH = 160  # of the column; a few ligatures become very long words


def _key(name: str) -> str:
    return caseless(name)[:_KEY_LENGTH]


def _colour(value: str) -> str:
    if value not in Colour.values:
        raise Refused("Choose one of the colours.", field="colour")
    return value


def _tags_of(reseller: Organization) -> list[Tag]:
    """All of them, locked with their reseller: of two people who add the same word, one adds it."""
    lock_organization(reseller.pk)
    return list(Tag.objects.select_for_update(no_key=True).filter(tenant=reseller).order_by("pk"))


def _refuse_taken(name: str, tags: Collection[Tag]) -> None:
    if any(tag.name_key == _key(name) for tag in tags):
        raise Refused("There is a tag with this name.", field="name")


@transaction.atomic
def create_tag(reseller: Organization, *, name: str, colour: str, by: User | None) -> Tag:
    """A new tag of a reseller. Raises Refused for a name that cannot be or is taken, and when there are too many."""
    name, colour = facts.tag_name(name), _colour(colour)
    others = _tags_of(reseller)
    _refuse_taken(name, others)
    if len(others) >= MOST_TAGS:
        raise Refused(f"There are {MOST_TAGS} tags, which is the most. Delete one first.", field="name")
    tag = Tag.objects.create(tenant=reseller, name=name, name_key=_key(name), colour=colour)
    record_activity("tag.created", tag, organization=reseller, by=by, after={"name": name, "colour": colour})
    return tag


@transaction.atomic
def update_tag(tag: Tag, *, name: str, colour: str, by: User | None) -> Tag:
    """Another name or colour, on every customer that has it. Raises Refused as `create_tag`, and for one that is gone."""
    name, colour = facts.tag_name(name), _colour(colour)
    known = {other.pk: other for other in _tags_of(tag.tenant)}
    if (saved := known.pop(tag.pk, None)) is None:
        raise Refused("This tag was deleted meanwhile.")
    _refuse_taken(name, known.values())
    before, after = changes(saved, {"name": name, "colour": colour})
    if after:
        saved.name_key = _key(name)
        saved.save(update_fields=["name", "name_key", "colour"])
        record_activity("tag.changed", saved, organization=tag.tenant, by=by, before=before, after=after)
    return saved


@transaction.atomic
def delete_tag(tag: Tag, *, by: User | None) -> int:
    """Take a tag off every customer and remove it. Returns how many had it; 0 for one that is gone already."""
    if tag.pk not in {other.pk for other in _tags_of(tag.tenant)}:
        return 0
    uses, _ = CustomerTag.objects.filter(tag=tag).delete()
    record_activity(
        "tag.deleted", tag, organization=tag.tenant, by=by, before={"name": tag.name}, after={"customers": uses}
    )
    Tag.objects.filter(pk=tag.pk).delete()
    return uses


def _found_or_made(customer: Organization, name: str, colour: str, by: User | None) -> Tag:
    tenant = customer.root
    tag = Tag.objects.filter(tenant=tenant, name_key=_key(facts.tag_name(name, field="new_name"))).first()
    if tag:
        return tag
    try:
        return create_tag(tenant, name=name, colour=colour, by=by)
    except Refused as refused:
        raise Refused(
            refused.message, field={"name": "new_name", "colour": "new_colour"}[refused.field or "name"]
        ) from None


@transaction.atomic
def set_tags(
    customer: Organization,
    *,
    tags: Collection[int],
    opened_with: Collection[int],
    new_name: str = "",
    new_colour: str = Colour.BLUE,
    by: User | None,
) -> list[Tag]:
    """Put `tags` (IDs) on a customer and take off those of `opened_with` that are not among them; returns what it has.

    `opened_with` is what a form showed: what others put on meanwhile stays. `new_name`, if given, is one more; it is
    made unless there is one of that name. Raises Refused for a tag that is gone and as `create_tag`, fields named here.
    """
    locked = lock_organization(customer.pk)
    if locked is None or locked.deleted_at:
        raise Refused("This customer was deleted meanwhile.")
    wanted = set(tags)
    if new_name.strip():
        wanted.add(_found_or_made(customer, new_name, new_colour, by).pk)
    before = set(CustomerTag.objects.filter(organization=customer).values_list("tag", flat=True))
    # Locked in one order, so that none of them goes before this is done.
    rows = Tag.objects.select_for_update(no_key=True).filter(tenant=customer.root, pk__in=before | wanted)
    known = {tag.pk: tag for tag in rows.order_by("pk")}
    if wanted - set(known):
        raise Refused("A tag was deleted meanwhile. Look at the list again.", field="tags")
    before &= set(known)
    after = (before | wanted) - (set(opened_with) - wanted)
    _write(customer, before, after, known, by=by)
    return sorted((known[pk] for pk in after), key=lambda tag: tag.name_key)


def _write(
    customer: Organization, before: set[int], after: set[int], known: dict[int, Tag], *, by: User | None
) -> None:
    if before == after:
        return
    CustomerTag.objects.filter(organization=customer, tag__in=before - after).delete()
    CustomerTag.objects.bulk_create(
        CustomerTag(tenant=customer.root, organization=customer, tag_id=pk) for pk in sorted(after - before)
    )
    words = [", ".join(sorted(known[pk].name for pk in pks)) for pks in (before, after)]
    record_activity(
        "tags.set", customer, organization=customer, by=by, before={"tags": words[0]}, after={"tags": words[1]}
    )
