#include "pipeline/intake_slip.h"

namespace sohoa::pipeline {

IntakeSlip slipOf(const SeatView& session, const std::string& unit, core::WorkStore& store) {
  IntakeSlip slip;
  slip.unit = unit;
  slip.case_file = session.head.case_id;
  slip.at = session.head.started;
  slip.batch = session.batch.value_or("");
  if (slip.batch.empty()) return slip;
  slip.balance = store.balance(slip.batch);
  for (const auto& row : store.documents(slip.batch)) {
    const auto& document = row.document;
    slip.papers.push_back({document.secret ? std::string() : document.title,
                           static_cast<int>(document.pages.size())});
  }
  return slip;
}

}  // namespace sohoa::pipeline
