#pragma once

#include <string>

#include "core/ports/package_shelf.h"

namespace sohoa::conformance {

// A master of two pages that another home has finished, as one paper.
inline core::FinishedMaster finishedElsewhere(const std::string& name) {
  core::FinishedMaster master;
  master.row.batch = "b1";
  master.row.name = name;
  master.row.sha256 = core::sha256(name);
  master.row.size = 10;
  master.path = "/s/" + name;
  master.place = core::CasePlace{master.path, "H1", {}};
  master.pages = {{core::PageMark::kKept, core::sha256("r")},
                  {core::PageMark::kBlank, core::sha256("blank")}};
  core::DocumentRow row;
  row.copy_id = "copy of " + name;
  row.document.pages = {0};
  row.document.kind = "cong_van";
  row.base_pdf = core::sha256("base " + name);
  row.operator_pdf = core::sha256("operator " + name);
  row.agency_pdf = core::sha256("agency " + name);
  master.documents = {row};
  return master;
}

}  // namespace sohoa::conformance
