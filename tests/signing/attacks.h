#pragma once

#include <functional>
#include <string>
#include <vector>

namespace sohoa::test {

// One way to make a signed copy say something else than was signed.
struct Attack {
  std::string name;  // family and kind, as a test name
  std::string code;  // finding that must be among the reasons for the refusal
  // The attacked file from a copy with two signatures (objects as in minimalPdf()).
  std::function<std::string(const std::string& copy)> make;
};

// Published families: universal signature forgery, incremental saving, signature wrapping (2019),
// shadow attacks (2021), evil annotations and sneaky signatures (2021), and what lies between them.
[[nodiscard]] const std::vector<Attack>& attacks();

}  // namespace sohoa::test
