#include "core/fault.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <map>
#include <mutex>
#include <new>
#include <nlohmann/json.hpp>
#include <thread>
#include <vector>

#include "core/file.h"

namespace sohoa::core {
namespace {

enum class Act { kCrash, kAbort, kStop, kDelay, kMemory, kNoSpace, kInputOutput };

const std::map<std::string_view, Act> kActs{{"crash", Act::kCrash},    {"abort", Act::kAbort},
                                            {"stop", Act::kStop},      {"delay", Act::kDelay},
                                            {"memory", Act::kMemory},  {"enospc", Act::kNoSpace},
                                            {"eio", Act::kInputOutput}};

struct Rule {
  std::string at;
  Act act = Act::kCrash;
  std::int64_t subject = 0;  // 0: any
  int hit = 0;               // 0: each
  std::chrono::milliseconds wait{0};
  std::string once_file;
  std::string while_file;
  int passed = 0;
};

struct Plan {
  std::mutex mutex;
  std::string trace;
  std::vector<Rule> rules;
};

Plan& plan() {
  static Plan instance;
  return instance;
}

bool names(const Rule& rule, std::string_view point) {
  if (!rule.at.ends_with('*')) return rule.at == point;
  return point.starts_with(std::string_view(rule.at).substr(0, rule.at.size() - 1));
}

bool acts(Rule& rule, std::string_view point, std::int64_t subject) {
  if (!names(rule, point) || (rule.subject != 0 && rule.subject != subject)) return false;
  ++rule.passed;
  if (rule.hit != 0 && rule.passed != rule.hit) return false;
  if (!rule.while_file.empty() && ::access(rule.while_file.c_str(), F_OK) != 0) return false;
  return rule.once_file.empty() ||
         Fd(::open(rule.once_file.c_str(), O_CREAT | O_EXCL | O_CLOEXEC, 0600));
}

// Touched page by page, so that a ceiling on real memory is met as well as one on addresses.
[[noreturn]] void takeAllMemory() {
  constexpr std::size_t kPiece = 64U << 20U;
  for (;;) {
    void* piece = ::mmap(nullptr, kPiece, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    if (piece == MAP_FAILED) throw std::bad_alloc();
  }
}

int perform(Act act, std::chrono::milliseconds wait) {
  switch (act) {
    case Act::kCrash:
      ::kill(::getpid(), SIGKILL);
      for (;;) ::pause();
    case Act::kAbort:
      ::signal(SIGABRT, SIG_DFL);
      ::abort();
    case Act::kStop:
      ::kill(::getpid(), SIGSTOP);
      return 0;
    case Act::kDelay:
      std::this_thread::sleep_for(wait);
      return 0;
    case Act::kMemory:
      takeAllMemory();
    case Act::kNoSpace:
      return ENOSPC;
    case Act::kInputOutput:
      return EIO;
  }
  return 0;
}

Rule ruleFrom(const nlohmann::json& json) {
  Rule rule;
  rule.at = json.at("at").get<std::string>();
  const auto what = json.at("do").get<std::string>();
  const auto act = kActs.find(what);
  if (act == kActs.end()) throw Error(kBadFaults, {.detail = what});
  rule.act = act->second;
  rule.subject = json.value("subject", std::int64_t{0});
  rule.hit = json.value("hit", 0);
  rule.wait = std::chrono::milliseconds(json.value("ms", 0));
  rule.once_file = json.value("once", "");
  rule.while_file = json.value("while", "");
  return rule;
}

}  // namespace

int faults::hit(std::string_view point, std::int64_t subject) {
  Act act{};
  std::chrono::milliseconds wait{0};
  {
    auto& all = plan();
    const std::lock_guard lock(all.mutex);
    if (!all.trace.empty()) {
      const std::string line = std::string(point) + " " + std::to_string(subject) + "\n";
      const Fd out(::open(all.trace.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600));
      static_cast<void>(!::write(out.get(), line.data(), line.size()));
    }
    Rule* found = nullptr;
    for (auto& rule : all.rules) {
      if (acts(rule, point, subject) && found == nullptr) found = &rule;
    }
    if (found == nullptr) return 0;
    act = found->act;
    wait = found->wait;
  }
  return perform(act, wait);
}

void armFaults(const std::string& json) {
  auto& all = plan();
  const std::lock_guard lock(all.mutex);
  faults::armed = false;
  all.rules.clear();
  all.trace.clear();
  if (json.empty()) return;
#ifdef SOHOA_NO_FAULT_POINTS
  throw Error(kBadFaults, {.detail = "this program was built without fault points"});
#endif
  try {
    const auto parsed = nlohmann::json::parse(json);
    all.trace = parsed.value("trace", "");
    for (const auto& rule : parsed.value("rules", nlohmann::json::array())) {
      all.rules.push_back(ruleFrom(rule));
    }
  } catch (const nlohmann::json::exception& error) {
    throw Error(kBadFaults, {.detail = error.what()});
  }
  faults::armed = true;
}

}  // namespace sohoa::core
