#include "cli/terminal.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "core/text.h"

namespace sohoa::cli {
namespace {

constexpr auto kRedraw = std::chrono::milliseconds(200);
constexpr auto kLineEvery = std::chrono::seconds(10);
constexpr int kBarWidth = 24;

bool isTerminal() {
  static const bool terminal = ::isatty(STDERR_FILENO) == 1;
  return terminal;
}

std::string bar(int done, int total) {
  const int filled = total > 0 ? kBarWidth * done / total : 0;
  std::string text;
  for (int i = 0; i < kBarWidth; ++i) text += i < filled ? "█" : "░";
  return text;
}

void write(std::FILE* stream, const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stream);
  std::fflush(stream);
}

}  // namespace

std::string duration(core::Language language, std::chrono::seconds time) {
  const auto total = time.count();
  const bool english = language == core::Language::kEnglish;
  if (total >= 3600) {
    return fmt::format("{} {} {:02} {}", total / 3600, english ? "h" : "giờ", total / 60 % 60,
                       english ? "min" : "phút");
  }
  if (total >= 60) {
    return fmt::format("{} {} {:02} {}", total / 60, english ? "min" : "phút", total % 60,
                       english ? "s" : "giây");
  }
  return fmt::format("{} {}", total, english ? "s" : "giây");
}

void Terminal::print(const std::string& line) const { write(stdout, line + "\n"); }

void Terminal::print(const nlohmann::json& json) const {
  write(stdout, json.dump(1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

bool Terminal::attended() { return ::isatty(STDIN_FILENO) == 1; }

std::optional<std::string> Terminal::ask(std::string_view question) {
  if (!attended()) return std::nullopt;
  endProgress();
  write(stderr, std::string(question) + " ");
  std::string answer;
  for (int c = std::getchar(); c != '\n'; c = std::getchar()) {
    if (c == EOF) return std::nullopt;
    answer += static_cast<char>(c);
  }
  return answer;
}

void Terminal::say(const std::string& line) {
  endProgress();
  write(stderr, line + "\n");
}

void Terminal::complain(const core::Error& error) {
  say(core::printable(error.describe(language_)));
}

void Terminal::progress(std::string_view label, int done, int total, std::string_view unit,
                        std::string_view note) {
  const auto now = Clock::now();
  if (label != label_) {
    label_ = label;
    started_ = now;
    last_ = {};
    first_done_ = done;
  }
  const bool last = done >= total;
  if (!last &&
      now - last_ < (isTerminal() ? Clock::duration(kRedraw) : Clock::duration(kLineEvery))) {
    return;
  }
  if (last && !line_open_ && !isTerminal() && last_ != Clock::time_point{} &&
      now - last_ < kRedraw) {
    return;
  }
  last_ = now;
  const double minutes = std::chrono::duration<double>(now - started_).count() / 60;
  const double rate = minutes > 0 ? (done - first_done_) / minutes : 0;
  std::string line = fmt::format("{} {} {}/{} {}", label, bar(done, total), done, total, unit);
  if (rate > 0) {
    line += fmt::format("  {:.0f} {}/{}", rate, unit, pick("phút", "min"));
    if (!last) {
      const auto left = std::chrono::seconds(static_cast<long>((total - done) / rate * 60));
      line += fmt::format("  {} {}", pick("còn", "ETA"), duration(language_, left));
    }
  }
  if (!note.empty()) line += fmt::format("  {}", note);
  if (isTerminal()) {
    write(stderr, "\r\x1b[K" + line);
    line_open_ = true;
  } else {
    write(stderr, line + "\n");
  }
}

void Terminal::endProgress() {
  if (line_open_) write(stderr, "\n");
  line_open_ = false;
}

}  // namespace sohoa::cli
