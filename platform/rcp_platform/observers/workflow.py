"""The way of a request, and the life of a grant."""

from rcp_platform.core.access import is_system
from rcp_platform.core.workflow import Transition, Workflow
from rcp_platform.observers.policy import (
    is_applicant,
    is_grantor,
    is_host,
    is_observer,
    may_object,
)
from rcp_platform.observers.states import LIVE, OPEN
from rcp_platform.observers.states import GrantState as G
from rcp_platform.observers.states import RequestState as S

#: Where a decision may be taken: the host has done what it does before.
_RIPE = {S.RECOMMENDED, S.DECISION_PENDING}
_ARRIVED = OPEN - {S.DRAFT}

REQUEST = Workflow(
    Transition("submit", {S.DRAFT}, S.SUBMITTED, by=is_applicant),
    Transition("start_check", {S.SUBMITTED, S.RESUBMITTED}, S.ELIGIBILITY_CHECK, by=is_host),
    Transition(
        "return_for_information",
        {S.ELIGIBILITY_CHECK, S.CONSULTATION, S.RECOMMENDED, S.DECISION_PENDING, S.DEFERRED},
        S.RETURNED,
        by=is_host,
    ),
    Transition("resubmit", {S.RETURNED}, S.RESUBMITTED, by=is_applicant),
    Transition("circulate", {S.ELIGIBILITY_CHECK, S.CONSULTATION}, S.CIRCULATED, by=is_host),
    Transition("object", {S.CIRCULATED, S.CONSULTATION}, S.CONSULTATION, by=may_object),
    # Once nothing is held against it any more, the silence period goes on.
    Transition("lift", {S.CONSULTATION}, S.CIRCULATED, by=may_object),
    # Of a host that does not circulate, straight from the check (services say which).
    Transition("recommend", {S.ELIGIBILITY_CHECK, S.CIRCULATED}, S.RECOMMENDED, by=is_host),
    Transition("put_before", {S.RECOMMENDED, S.DEFERRED}, S.DECISION_PENDING, by=is_host),
    Transition("grant", _RIPE, S.GRANTED, by=is_host),
    Transition("defer", {S.CONSULTATION, *_RIPE}, S.DEFERRED, by=is_host),
    Transition(
        "decline",
        {S.ELIGIBILITY_CHECK, S.CONSULTATION, S.DEFERRED, *_RIPE},
        S.DECLINED,
        by=is_host,
    ),
    Transition(
        "close", {S.ELIGIBILITY_CHECK, S.CONSULTATION, S.DEFERRED, *_RIPE}, S.CLOSED, by=is_host
    ),
    # Decisions taken outside, recorded with their document.
    Transition("record_grant", _ARRIVED, S.GRANTED, by=is_host),
    Transition("record_decline", _ARRIVED, S.DECLINED, by=is_host),
    Transition("withdraw", OPEN, S.WITHDRAWN, by=is_applicant),
    Transition("lapse", OPEN, S.LAPSED, by=is_system),
)

GRANT = Workflow(
    Transition("fall_due", {G.ACTIVE}, G.REVIEW_DUE, by=is_system),
    Transition("renew", {G.ACTIVE, G.REVIEW_DUE}, G.ACTIVE, by=is_grantor),
    Transition("suspend", {G.ACTIVE, G.REVIEW_DUE}, G.SUSPENDED, by=is_grantor),
    # By the host, or by the clock when the day named has come.
    Transition("reinstate", {G.SUSPENDED}, G.ACTIVE, by=is_grantor),
    Transition("relinquish", LIVE, G.RELINQUISHED, by=is_observer),
    Transition("end", LIVE, G.ENDED, by=is_grantor),
    Transition("expire", LIVE, G.EXPIRED, by=is_system),
)
