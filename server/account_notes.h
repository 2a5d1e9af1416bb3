#pragma once

// Private to server/: accounts in the access log.

#include <string>

#include "server/api_state.h"

namespace sohoa::server {

// "logged_in", "login_failed", … of this person; null: of nobody there is. Durable when it returns;
// throws what AccessBook::log throws.
void noteAccount(Api::State& state, const std::string& what, const core::Operator* person,
                 int status);

// What a person or a program is called, for those who may know; its id where there is none such.
[[nodiscard]] std::string accountName(const Api::State& state, const std::string& id);

}  // namespace sohoa::server
