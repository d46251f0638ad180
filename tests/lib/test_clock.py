"""The one clock."""

from datetime import UTC, datetime
from threading import Thread

import pytest
import time_machine

from reseller_portal.lib import clock

pytestmark = pytest.mark.once

THEN = datetime(2020, 2, 29, 12, tzinfo=UTC)


def test_the_clock_is_aware():
    assert clock.now().tzinfo is not None


@time_machine.travel(THEN, tick=False)
def test_the_clock_follows_the_systems():
    assert clock.now() == THEN


def test_a_moved_clock_answers_the_moment_it_was_moved_to():
    with clock.moved_to(THEN):
        assert clock.now() == THEN


def test_a_moved_clock_moves_back():
    with clock.moved_to(THEN):
        pass
    assert clock.now() > THEN


def test_a_clock_moved_twice_moves_back_one_step():
    with clock.moved_to(THEN):
        with clock.moved_to(datetime(2021, 1, 1, tzinfo=UTC)):
            pass
        assert clock.now() == THEN


def test_a_naive_moment_is_refused():
    with pytest.raises(ValueError, match="aware"), clock.moved_to(datetime(2020, 1, 1)):  # noqa: DTZ001
        pass


def test_a_moved_clock_moves_in_its_own_thread_only():
    seen = []
    with clock.moved_to(THEN):
        other = Thread(target=lambda: seen.append(clock.now()))
        other.start()
        other.join()
    assert seen[0] > THEN
