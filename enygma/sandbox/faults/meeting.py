"""A request on its way through the faults it meets."""

from functools import partial

from enygma.sandbox.faults import maintenance
from enygma.sandbox.faults.fault import Deliver
from enygma.sandbox.faults.incoming import Incoming
from enygma.sandbox.faults.injector import Injector
from enygma.sandbox.faults.maintenance import Maintenance
from enygma.sandbox.faults.outcome import Refused, Unanswered
from enygma.sandbox.faults.restart import Restart


async def meet(injector: Injector, request: Incoming, deliver: Deliver) -> object:
    """The request's own answer from `deliver`, or one of the outcomes of `outcome`."""
    if injector.spell(Restart) is not None:
        return Unanswered()
    spell = injector.spell(Maintenance)
    if spell is not None and _is_suspended(spell.condition, request):
        return Refused(200, maintenance.CODE, maintenance.MESSAGE)
    for fault in reversed(injector.for_request(request)):
        deliver = partial(fault.answer, deliver)
    return await deliver()


def _is_suspended(condition: Maintenance, request: Incoming) -> bool:
    if condition.status == "cancelonly":
        return request.places_orders
    return request.changes_orders
