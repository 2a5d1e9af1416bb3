#include "pipeline/session_intake.h"

#include <fmt/format.h>

#include "core/random.h"
#include "core/text.h"

namespace sohoa::pipeline {

std::string newSessionName(const core::Clock& clock) {
  auto time = core::formatIso8601(clock.now()).substr(0, 19);
  std::erase(time, '-');
  std::erase(time, ':');
  time.replace(time.find('T'), 1, "-");
  return fmt::format("quet-{}-{}", time, core::randomHex(3));
}

std::string fileNameFrom(const std::string& text, const std::string& fallback) {
  std::string name;
  for (const char32_t c : core::codePoints(core::squeeze(core::toNfc(text)))) {
    const bool kept = c > 0x20 && c != 0x7F && c != U'/' && c != U'\\' && c != 0xFFFD;
    name += core::toUtf8({kept ? c : U'-'});
  }
  while (!name.empty() && name.front() == '.') name.erase(0, 1);
  constexpr std::size_t kLongest = 120;
  return name.empty() || name.size() > kLongest ? fallback : name;
}

SessionFiles filesOf(const ScanSession& session) {
  const auto& book = session.book();
  SessionFiles files;
  if (!book.pages().empty()) {
    files.paths.push_back(session.bind(fileNameFrom(book.head().case_id, book.head().name)));
    files.said[files.paths.front()] = {{}, book.secondImages()};
  }
  for (const auto& file : book.files()) files.paths.push_back(session.folder() / file.file);
  return files;
}

IngestReport takeSessionIn(const ScanSession& session, core::Intake& intake, core::WorkStore& store,
                           core::BatchLedger& ledger, const core::Clock& clock) {
  const auto& head = session.book().head();
  const auto files = filesOf(session);
  Foreknowledge known;
  known.said = files.said;
  known.ledger = &ledger;
  known.case_file = head.case_id;
  auto report = ingest(
      intake, store, clock, files.paths, head.queue, [](int, int) {}, known);
  if (!report.refused.empty()) throw report.refused.front().error;
  return report;
}

}  // namespace sohoa::pipeline
