#pragma once

#include <filesystem>

#include "cli/command.h"
#include "cli/report_facts.h"

namespace sohoa::cli {

// Writes `folder`/index.html and the pictures it shows, at most `pictures` of them. A page that may
// not be shown stands there with its reason alone.
void writeReportHtml(const ReportFacts& facts, const pipeline::Discretion& discretion,
                     const std::filesystem::path& folder, int pictures, Context& context);

}  // namespace sohoa::cli
