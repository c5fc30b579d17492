"""The words of qualification, described."""

from api.base.enums import described_enum
from shared_catalog.qualification import types

QualificationStepKind = described_enum(
    types.StepKind,
    "QualificationStepKind",
    "The steps of an enrolment, in their usual order.",
    DIAGNOSTIC="What the unit lacks is found out.",
    WORKS="Building and fitting out; after the diagnostic, where it is needed.",
    EQUIPMENT="Machines and furniture; after the diagnostic, where it is needed.",
    FILE_LODGED="The file was lodged with ONSSA; after the diagnostic.",
    ONSSA_VISIT="ONSSA visited the unit; after the file was lodged.",
    AUTHORISATION="ONSSA issued the certificate; after its visit.",
)
EnrolmentState = described_enum(
    types.EnrolmentState,
    "EnrolmentState",
    "Where an enrolment stands.",
    ACTIVE="On its way.",
    AUTHORISED="It reached its authorisation.",
    DROPPED="It was given up.",
)
QualificationBlockerCode = described_enum(
    types.BlockerCode,
    "QualificationBlockerCode",
    "What keeps a step from being done.",
    FINANCING="The cooperative's share of the money is not there.",
    LAND_TITLE="It is not shown that the ground may be used.",
    BUILDING_PERMIT="The permit to build is not there.",
    WATER_OR_POWER="The unit has no drinking water, or not enough power.",
    SUPPLIER="A supplier or a builder is late.",
    MISSING_PAPER="A paper of the file is missing.",
    NON_CONFORMITY="ONSSA's visit left reservations.",
    RESTRICTIONS="Nobody may travel or gather.",
    OTHER="Something else; the text says what.",
)
