#include "cli/wiring_house.h"

#include <algorithm>
#include <mutex>
#include <nlohmann/json.hpp>
#include <regex>

#include "config/offices.h"
#include "core/child_process.h"
#include "core/file.h"
#include "core/random.h"
#include "server/errors.h"

namespace sohoa::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

core::ChildLimits limits() {
#ifdef SOHOA_SANITIZED
  return {.cpu_seconds = 240};  // the sanitizers' shadow memory is terabytes of address space
#else
  return {.address_space_bytes = std::uint64_t{4} << 30U, .cpu_seconds = 120};
#endif
}

// What `sohoa --json WORDS...` says about this home.
json ask(const Home& home, const std::vector<std::string>& words, bool english = false) {
  std::vector<std::string> line{fs::read_symlink("/proc/self/exe").string(),
                                "--home",
                                home.root.string(),
                                "--lang-ui",
                                english ? "en" : "vi",
                                "--json"};
  line.insert(line.end(), words.begin(), words.end());
  const auto result = core::runChild(line, limits(), std::chrono::seconds(90), 16U << 20U);
  auto answer = json::parse(result.standard_output, nullptr, false);
  if (!answer.is_object()) throw core::Error(server::kNoAnswer, {});
  return answer;
}

json unitsOf(const config::Settings& settings) {
  json units = json::array();
  const auto& file = settings.server.offices;
  if (!file.empty()) {
    for (const auto& line : config::listOffices(file)) {
      units.push_back({{"id", line.office.id},
                       {"name", line.office.name},
                       {"parent", line.office.parent},
                       {"level", line.office.level},
                       {"from", line.from},
                       {"until", line.until}});
    }
  }
  return {{"file", file.string()}, {"own", settings.unit.id}, {"units", std::move(units)}};
}

fs::path folderOf(const Home& home) {
  return ask(home, {"profiles", "check"}).value("folder", std::string());
}

std::string kindIn(const std::string& toml) {
  static const std::regex line(R"((?:^|\n)\s*kind\s*=\s*["']([a-z0-9_]{1,64})["'])");
  std::smatch found;
  return std::regex_search(toml, found, line) ? found[1].str() : std::string();
}

json profileOf(const Home& home, const std::string& kind) {
  for (const auto& entry : fs::directory_iterator(folderOf(home))) {
    if (entry.path().extension() != ".toml") continue;
    const auto text = core::readText(entry.path());
    if (kindIn(text) != kind) continue;
    return {{"kind", kind}, {"file", entry.path().string()}, {"text", text}};
  }
  throw core::Error(server::kNotFound, {});
}

// A folder that goes with everything in it.
class TrialFolder {
 public:
  explicit TrialFolder(const Home& home)
      : path_(home.serverScratch() / ("trial-" + core::randomHex(8))) {
    fs::create_directories(path_);
  }
  ~TrialFolder() {
    std::error_code error;
    fs::remove_all(path_, error);
  }
  TrialFolder(const TrialFolder&) = delete;
  TrialFolder& operator=(const TrialFolder&) = delete;
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

// The profiles in use, and this one in the place of the one of its kind.
void replaceProfile(const fs::path& from, const fs::path& to, const std::string& toml) {
  const auto kind = kindIn(toml);
  for (const auto& entry : fs::directory_iterator(from)) {
    if (entry.path().extension() != ".toml") continue;
    if (!kind.empty() && kindIn(core::readText(entry.path())) == kind) continue;
    fs::copy_file(entry.path(), to / entry.path().filename());
  }
  core::writeFileAtomically(to / "thu_nghiem.toml", toml);
}

json tryProfile(const Home& home, const fs::path& page, const std::string& toml) {
  static std::mutex one_at_a_time;
  const std::unique_lock turn(one_at_a_time, std::try_to_lock);
  if (!turn) throw core::Error(server::kOverloaded, {});
  if (toml.empty()) return ask(home, {"extract", page.string()});
  const TrialFolder folder(home);
  replaceProfile(folderOf(home), folder.path(), toml);
  auto check = ask(home, {"profiles", "check", folder.path().string()});
  if (!check.at("faults").empty()) {
    for (auto& fault : check["faults"]) fault.erase("file");
    return {{"faults", check["faults"]}};
  }
  return ask(home, {"extract", page.string(), "--profiles", folder.path().string()});
}

}  // namespace

server::House makeHouse(const Home& home, const config::Settings& settings) {
  server::House house;
  house.units = [&settings] { return unitsOf(settings); };
  house.settings = [home](bool english) { return ask(home, {"settings"}, english); };
  house.keys = [home](bool probe) {
    std::vector<std::string> words{"keys"};
    if (probe) words.emplace_back("--probe");
    return ask(home, words);
  };
  house.devices = [home] { return ask(home, {"scan", "--list"}); };
  house.profiles = [home] { return ask(home, {"profiles", "check"}); };
  house.profile = [home](const std::string& kind) { return profileOf(home, kind); };
  house.try_profile = [home](const fs::path& page, const std::string& toml) {
    return tryProfile(home, page, toml);
  };
  return house;
}

}  // namespace sohoa::cli
