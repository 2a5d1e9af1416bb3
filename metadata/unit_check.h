#pragma once

#include "core/document.h"
#include "metadata/unit_table.h"

namespace sohoa::metadata {

// Holds agency, place, number and date of a document against the table: a unit that existed on the
// day raises the agency's confidence; one that did not lowers agency and date and is a finding
// ("unit_not_then:co_quan"); signs of the number that are not the unit's, and a place that is
// another unit, lower both. Units that the table does not know change nothing.
void checkUnits(core::Document& document, const UnitTable& units);

}  // namespace sohoa::metadata
