#pragma once

#include <string>

#include "core/ports/access_book.h"
#include "core/ports/upkeep_book.h"

namespace sohoa::pipeline {

// The access log is a chain, in which a line altered or taken out is seen; its end could be cut off
// unseen. So its last line is noted in another store now and then: number and digest.

// Notes the last line, unless the one noted before is not there any more.
void moveLogAnchor(const core::AccessBook& log, core::UpkeepBook& book, core::Timestamp now);
// Empty when the line noted last is there as it was; else what is wrong, in English.
[[nodiscard]] std::string logAnchorProblem(const core::AccessBook& log, core::UpkeepBook& book);

}  // namespace sohoa::pipeline
