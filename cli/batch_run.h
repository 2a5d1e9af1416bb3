#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/batch_report.h"
#include "cli/command.h"
#include "core/ports/work_store.h"
#include "pipeline/ingest.h"

namespace sohoa::cli {

// Takes files in, telling of its progress and complaining of each refused one. `case_pattern`:
// by which folders are case files; empty: as the settings say; none: no file is placed by them.
// `known`: of the files otherwise.
[[nodiscard]] pipeline::IngestReport takeIn(Context& context,
                                            const std::vector<std::filesystem::path>& paths,
                                            const core::Queue& queue,
                                            const std::optional<std::string>& case_pattern,
                                            pipeline::Foreknowledge known = {});

// Works on the batch of a report, and on earlier ones that took the same files in, until nothing is
// left to do or a stop is requested. `workers`: 0 as the settings say.
void workOn(Context& context, const pipeline::IngestReport& ingest, int workers);

// What became of it.
[[nodiscard]] BatchReport reportOn(Context& context, const pipeline::IngestReport& ingest);

}  // namespace sohoa::cli
