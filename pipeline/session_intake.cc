#include "pipeline/session_intake.h"

#include <fmt/format.h>

#include <map>
#include <optional>
#include <set>

#include "core/fault.h"
#include "core/ports/errors.h"
#include "core/random.h"
#include "core/text.h"
#include "pipeline/file_digest.h"
#include "pipeline/hand_count.h"
#include "pipeline/stored_path.h"

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

namespace {

// One try.
class SessionTry {
 public:
  SessionTry(ScanSession& session, core::WorkStore& store, core::BatchLedger& ledger,
             std::mutex* mutex)
      : session_(session), store_(store), ledger_(ledger), mutex_(mutex) {}

  SessionTaken run(const TakeFiles& take) {
    const auto before = session_.book().taking();
    const auto in = before ? inStore(*before) : std::set<std::string>();
    plan(before, in);
    change([&] { session_.beginTaking(taking_); });
    core::crashPoint("scan.taking");
    SessionTaken taken;
    taken.report.batch = taking_.batch;
    try {
      if (!files_.empty()) taken.report = take(files_, known_);
      if (!taken.report.refused.empty()) throw taken.report.refused.front().error;
    } catch (const std::exception&) {
      tellWhatTook();
      throw;
    }
    taken.earlier = earlier();
    keepCount();
    return taken;
  }

 private:
  void plan(const std::optional<SessionBook::Taking>& before, const std::set<std::string>& in) {
    const auto& book = session_.book();
    std::vector<std::filesystem::path> all;
    const auto add = [&](const std::string& file, const core::Sha256& digest) {
      taking_.files[file] = digest;
      all.push_back(session_.folder() / file);
      if (!in.contains(file)) files_.push_back(all.back());
    };
    if (before && in.contains(before->sheets)) {
      taking_.sheets = before->sheets;
      add(taking_.sheets, before->files.at(taking_.sheets));
    } else if (!book.pages().empty()) {
      const auto bound = session_.bind(fileNameFrom(book.head().case_id, book.head().name));
      const auto digest = digestOf(bound);
      if (!digest) throw core::Error(core::kIo, {.file = bound.string()});
      taking_.sheets = bound.filename().string();
      add(taking_.sheets, *digest);
      known_.said[bound] = {{}, book.secondImages(), book.turns()};
    }
    for (const auto& file : book.files()) add(file.file, file.sha256);
    taking_.batch = before ? before->batch : batchIdFor(all);
    known_.batch = taking_.batch;
    known_.ledger = &ledger_;
    known_.case_file = book.head().case_id;
  }

  void keepCount() {
    const auto& book = session_.book();
    if (!book.counted() || book.head().case_id.empty() || taking_.files.empty()) return;
    const auto& file = taking_.sheets.empty() ? taking_.files.begin()->first : taking_.sheets;
    keepHandCount(ledger_, taking_.batch,
                  {storedPath(session_.folder() / file), book.head().case_id, {}},
                  {*book.counted(), book.sheets()});
  }

  // Which of the files the store has, as this session's.
  [[nodiscard]] std::set<std::string> inStore(const SessionBook::Taking& taking) {
    std::map<std::string, core::Id> masters;
    for (const auto& input : store_.inputs(taking.batch)) {
      if (input.master) masters[input.path] = *input.master;
    }
    std::set<std::string> in;
    for (const auto& [file, digest] : taking.files) {
      const auto found = masters.find(storedPath(session_.folder() / file));
      if (found != masters.end() && store_.master(found->second).sha256 == digest) in.insert(file);
    }
    return in;
  }

  // While that cannot be told, nothing may be changed.
  void tellWhatTook() {
    try {
      const auto in = inStore(taking_);
      change([&] { session_.noteTook(in); });
    } catch (const std::exception&) {  // the next try looks again
    }
  }

  [[nodiscard]] std::vector<std::string> earlier() {
    std::set<std::string> batches;
    for (const auto& [file, digest] : taking_.files) {
      const auto master = store_.findMaster(digest);
      if (master && master->batch != taking_.batch) batches.insert(master->batch);
    }
    return {batches.begin(), batches.end()};
  }

  void change(const std::function<void()>& what) {
    std::unique_lock<std::mutex> lock;
    if (mutex_ != nullptr) lock = std::unique_lock(*mutex_);
    what();
  }

  ScanSession& session_;
  core::WorkStore& store_;
  core::BatchLedger& ledger_;
  std::mutex* mutex_;
  SessionBook::Taking taking_;
  std::vector<std::filesystem::path> files_;  // not in yet
  Foreknowledge known_;
};

}  // namespace

SessionTaken takeSessionIn(ScanSession& session, core::WorkStore& store, core::BatchLedger& ledger,
                           const TakeFiles& take, std::mutex* mutex) {
  return SessionTry(session, store, ledger, mutex).run(take);
}

}  // namespace sohoa::pipeline
