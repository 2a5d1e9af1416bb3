// What administrators may see of the machine: offices, settings, keys, scanners, profiles.
#include <algorithm>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "core/file.h"
#include "core/random.h"
#include "core/text.h"
#include "server/api_state.h"
#include "server/base64.h"
#include "server/errors.h"
#include "server/json_body.h"

namespace sohoa::server {
namespace {

using core::Error;
using nlohmann::json;

constexpr std::uint64_t kMostTrial = 32U << 20U;
constexpr std::size_t kMostProfile = 256U << 10U;

// What is not set on this server is not there.
template <class Ask>
const Ask& needed(const Ask& ask) {
  if (!ask) throw Error(kNotFound, {});
  return ask;
}

Response units(const Api::State& state, const Call& call) {
  auto answer = needed(state.options.house.units)();
  auto& list = answer.at("units");
  list.erase(std::remove_if(list.begin(), list.end(),
                            [&](const json& unit) {
                              return !call.caller.sees(unit.at("id").get<std::string>());
                            }),
             list.end());
  if (!call.caller.roles.contains(core::Role::kAdmin)) answer.erase("file");
  return jsonResponse(answer);
}

// Drivers of scanners take seconds to answer, and nobody waits for them at the line.
class DeviceSearch {
 public:
  ~DeviceSearch() {
    if (thread_.joinable()) thread_.join();
  }

  void start(const std::function<json()>& ask, const core::Clock& clock) {
    const std::lock_guard lock(mutex_);
    if (state_ == "looking") return;
    if (thread_.joinable()) thread_.join();
    state_ = "looking";
    thread_ = std::thread([this, ask, &clock] {
      json found = json::array();
      std::string state = "ready";
      try {
        found = ask().value("devices", json::array());
      } catch (const std::exception&) {
        state = "failed";
      }
      const std::lock_guard ready(mutex_);
      state_ = state;
      devices_ = std::move(found);
      at_ = core::formatIso8601(clock.now());
    });
  }
  json shown() {
    const std::lock_guard lock(mutex_);
    return {
        {"state", state_}, {"at", at_.empty() ? json(nullptr) : json(at_)}, {"devices", devices_}};
  }

 private:
  std::mutex mutex_;
  std::thread thread_;
  std::string state_ = "unknown";
  std::string at_;
  json devices_ = json::array();
};

// Its first bytes say what it is; nobody's word is needed.
std::string suffixOf(const std::vector<std::uint8_t>& bytes) {
  const std::string head(bytes.begin(),
                         bytes.begin() + std::min<std::ptrdiff_t>(8, std::ssize(bytes)));
  if (head.starts_with("%PDF-")) return ".pdf";
  if (head.starts_with("\xFF\xD8\xFF")) return ".jpg";
  if (head.starts_with("\x89PNG")) return ".png";
  if (head.starts_with("II*") || head.starts_with("MM")) return ".tif";
  throw Error(kNoPage, {});
}

// A page that somebody tries a profile on; gone with the answer.
class TrialPage {
 public:
  TrialPage(const std::filesystem::path& folder, const std::vector<std::uint8_t>& bytes)
      : file_(folder / ("page-" + core::randomHex(8) + suffixOf(bytes))) {
    core::writeFileAtomically(file_, std::string(bytes.begin(), bytes.end()));
  }
  ~TrialPage() {
    std::error_code error;
    std::filesystem::remove(file_, error);
  }
  TrialPage(const TrialPage&) = delete;
  TrialPage& operator=(const TrialPage&) = delete;
  [[nodiscard]] const std::filesystem::path& file() const { return file_; }

 private:
  std::filesystem::path file_;
};

// A profile is a text of many lines, which textMember() does not take.
std::string profileIn(const json& object) {
  const auto found = object.find("profile");
  if (found == object.end() || found->is_null()) return {};
  if (!found->is_string() || found->get_ref<const std::string&>().size() > kMostProfile) {
    throw Error(kBadRequest, {.detail = "profile is a text of at most 256 KiB"});
  }
  return core::toNfc(found->get<std::string>());
}

Response tryProfile(const Api::State& state, const std::string& body) {
  const auto& attempt = needed(state.options.house.try_profile);
  const auto object = parseObject(body, {"page", "profile"});
  const auto toml = profileIn(object);
  const auto page = object.find("page");
  const auto bytes = page != object.end() && page->is_string()
                         ? fromBase64(page->get_ref<const std::string&>())
                         : std::nullopt;
  if (!bytes || bytes->empty()) throw Error(kBadRequest, {.detail = "page is a file in base64"});
  const TrialPage held(state.options.scratch, *bytes);
  auto answer = attempt(held.file(), toml);
  if (answer.contains("faults")) return jsonResponse({{"faults", answer["faults"]}});
  if (!answer.contains("files") || answer["files"].size() != 1) throw Error(kNoAnswer, {});
  auto read = answer["files"][0];
  read.erase("path");
  return jsonResponse(read);
}

}  // namespace

void addHouseRoutes(Api::State& state) {
  using Answer = std::function<Response(Call&, const std::string&)>;
  const auto get = [&](const char* path, const char* operation, core::Roles any_of, Answer answer,
                       std::vector<std::string> query = {}) {
    state.routes.push_back({.method = "GET",
                            .path = path,
                            .operation = operation,
                            .any_of = std::move(any_of),
                            .query = std::move(query),
                            .answer = std::move(answer)});
  };
  const core::Roles admin{core::Role::kAdmin};
  get("/api/v1/units", "listUnits", {core::Role::kArchive, core::Role::kAudit, core::Role::kAdmin},
      [&state](Call& call, const std::string&) { return units(state, call); });
  get("/api/v1/settings", "listSettings", admin, [&state](Call& call, const std::string&) {
    const auto& ask = needed(state.options.house.settings);
    return jsonResponse(ask(call.language == core::Language::kEnglish));
  });
  get("/api/v1/keys", "listKeys", admin,
      [&state](Call& call, const std::string&) {
        const auto probe = call.query.find("probe");
        if (probe != call.query.end() && probe->second != "1") {
          throw Error(kBadRequest, {.detail = "probe is 1 or not there"});
        }
        return jsonResponse(needed(state.options.house.keys)(probe != call.query.end()));
      },
      {"probe"});
  const auto search = std::make_shared<DeviceSearch>();
  get("/api/v1/devices", "listDevices", admin,
      [search](Call&, const std::string&) { return jsonResponse(search->shown()); });
  state.routes.push_back({.method = "POST",
                          .path = "/api/v1/devices/search",
                          .operation = "searchDevices",
                          .any_of = admin,
                          .answer = [&state, search](Call&, const std::string&) {
                            search->start(needed(state.options.house.devices), state.parts.clock);
                            return jsonResponse(search->shown(), 202);
                          }});
  get("/api/v1/profiles", "listProfiles", admin, [&state](Call&, const std::string&) {
    return jsonResponse(needed(state.options.house.profiles)());
  });
  get("/api/v1/profiles/{kind}", "getProfile", admin, [&state](Call& call, const std::string&) {
    return jsonResponse(needed(state.options.house.profile)(call.path.at("kind")));
  });
  state.routes.push_back(
      {.method = "POST",
       .path = "/api/v1/profiles/trial",
       .operation = "tryProfile",
       .any_of = admin,
       .media_type = "application/json",
       .most_bytes = kMostTrial,
       .answer = [&state](Call&, const std::string& body) { return tryProfile(state, body); }});
}

}  // namespace sohoa::server
