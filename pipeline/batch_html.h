#pragma once

#include <functional>
#include <optional>
#include <string>

#include "pipeline/batch_facts.h"

namespace sohoa::pipeline {

// Where the picture of a part of a page (empty box: of all of it) is to be had, as an address for
// <img src>; nothing: it is not shown.
using ReportPicture =
    std::function<std::optional<std::string>(core::Id master, int page, core::Box part)>;

// The report as one page of HTML with inline style and no script. A page that may not be shown
// stands there with its reason alone.
[[nodiscard]] std::string reportHtml(const ReportFacts& facts, const Discretion& discretion,
                                     const ReportPicture& picture, core::Language language);

}  // namespace sohoa::pipeline
