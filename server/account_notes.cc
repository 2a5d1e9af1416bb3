#include "server/account_notes.h"

namespace sohoa::server {

void noteAccount(Api::State& state, const std::string& what, const core::Operator* person,
                 int status) {
  const bool in = status < 400 && person != nullptr;
  state.recorder.record({.at = state.parts.clock.now(),
                         .client = in ? person->id : std::string(),
                         .unit = person == nullptr ? std::string() : person->unit,
                         .action = std::string(core::kAccountActions) + what,
                         .copy = person == nullptr ? std::string() : person->id,
                         .purpose = {},
                         .case_file = {},
                         .status = status});
}

std::string accountName(const Api::State& state, const std::string& id) {
  if (id.empty()) return {};
  if (const auto person = state.parts.operators.operatorById(id)) return person->name;
  const auto program = state.parts.book.client(id);
  return program ? program->name : id;
}

}  // namespace sohoa::server
