#pragma once

#include <fmt/format.h>

#include <chrono>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "core/error.h"
#include "core/language.h"

namespace sohoa::cli {

// What a person sees. Results go to standard output, all else to standard error.
class Terminal {
 public:
  explicit Terminal(core::Language language) : language_(language) {}

  [[nodiscard]] core::Language language() const { return language_; }
  [[nodiscard]] std::string_view pick(std::string_view vi, std::string_view en) const {
    return core::pick(language_, vi, en);
  }

  // fmt's format in the language of the messages; both wordings take the same arguments.
  template <class... Args>
  [[nodiscard]] std::string format(std::string_view vi, std::string_view en,
                                   const Args&... args) const {
    return fmt::vformat(pick(vi, en), fmt::make_format_args(args...));
  }

  // A line of the result.
  void print(const std::string& line) const;
  // One JSON document; invalid UTF-8 is replaced, never a crash.
  void print(const nlohmann::json& json) const;
  // A line beside the result; ends a progress line first.
  void say(const std::string& line);
  void complain(const core::Error& error);

  // Whether somebody can be asked.
  [[nodiscard]] static bool attended();
  // Asks the person at the terminal; nothing when nobody sits there, or at the end of the input.
  [[nodiscard]] std::optional<std::string> ask(std::string_view question);

  // Redraws one line on a terminal; elsewhere prints it now and then. `unit_vi/en` names what is
  // counted ("trang", "pages"); `note` ends the line.
  void progress(std::string_view label, int done, int total, std::string_view unit,
                std::string_view note = {});
  void endProgress();

 private:
  using Clock = std::chrono::steady_clock;
  core::Language language_;
  std::string label_;
  Clock::time_point started_{};
  Clock::time_point last_{};
  int first_done_ = 0;
  bool line_open_ = false;
};

// "3 phút 05 giây" / "3 min 05 s".
[[nodiscard]] std::string duration(core::Language language, std::chrono::seconds time);

}  // namespace sohoa::cli
