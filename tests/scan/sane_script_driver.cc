// A driver for libsane that does what a script says, so that statuses, sensors, crashes and hangs
// of real drivers can be had at will. libsane loads it as the backend "kichban"; the script is the
// manifest in the folder named by SOHOA_SANE_SCRIPT, with the lines that ReplayScanner plays.
// The picture of {"page":{"file":"0007.tif"}} is scriptedPixel(7, x, y).

#include <poll.h>
#include <sane/sane.h>
#include <sane/saneopts.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/support/scripted_page.h"

namespace {

using sohoa::test::kScriptedHeight;
using sohoa::test::kScriptedWidth;
using sohoa::test::scriptedPixel;

struct Driver {
  std::string folder;
  std::string source = "Flatbed";
  SANE_Word resolution = 75;
  bool double_feed = false;
  int number = 0;  // of the page under way
  int sent = 0;    // bytes of it
};

const SANE_String_Const kSources[] = {"Flatbed", "ADF", "ADF Duplex", nullptr};
const SANE_String_Const kModes[] = {"Gray", nullptr};
const SANE_Range kResolutions = {50, 600, 25};

SANE_Option_Descriptor option(SANE_String_Const name, SANE_Value_Type type, SANE_Int size,
                              SANE_Int cap) {
  SANE_Option_Descriptor d{};
  d.name = name;
  d.title = name;
  d.desc = name;
  d.type = type;
  d.size = size;
  d.cap = cap;
  return d;
}

constexpr SANE_Int kSettable = SANE_CAP_SOFT_SELECT | SANE_CAP_SOFT_DETECT;

const std::vector<SANE_Option_Descriptor>& options() {
  static const auto all = [] {
    std::vector<SANE_Option_Descriptor> out;
    out.push_back(option("", SANE_TYPE_INT, sizeof(SANE_Word), SANE_CAP_SOFT_DETECT));
    auto source = option(SANE_NAME_SCAN_SOURCE, SANE_TYPE_STRING, 16, kSettable);
    source.constraint_type = SANE_CONSTRAINT_STRING_LIST;
    source.constraint.string_list = kSources;
    out.push_back(source);
    auto mode = option(SANE_NAME_SCAN_MODE, SANE_TYPE_STRING, 8, kSettable);
    mode.constraint_type = SANE_CONSTRAINT_STRING_LIST;
    mode.constraint.string_list = kModes;
    out.push_back(mode);
    auto resolution =
        option(SANE_NAME_SCAN_RESOLUTION, SANE_TYPE_INT, sizeof(SANE_Word), kSettable);
    resolution.unit = SANE_UNIT_DPI;
    resolution.constraint_type = SANE_CONSTRAINT_RANGE;
    resolution.constraint.range = &kResolutions;
    out.push_back(resolution);
    out.push_back(option("double-feed", SANE_TYPE_BOOL, sizeof(SANE_Bool), SANE_CAP_SOFT_DETECT));
    return out;
  }();
  return all;
}

SANE_Status statusOf(const std::string& code) {
  if (code == "scanner.jam" || code == "scanner.double_feed") return SANE_STATUS_JAMMED;
  if (code == "scanner.cover_open") return SANE_STATUS_COVER_OPEN;
  if (code == "scanner.busy") return SANE_STATUS_DEVICE_BUSY;
  if (code == "scanner.empty") return SANE_STATUS_NO_DOCS;
  if (code == "scanner.cancelled") return SANE_STATUS_CANCELLED;
  if (code == "scanner.denied") return SANE_STATUS_ACCESS_DENIED;
  if (code == "core.out_of_memory") return SANE_STATUS_NO_MEM;
  return SANE_STATUS_IO_ERROR;
}

// The next thing to happen; how far the script came is kept in a file, as ReplayScanner does.
SANE_Status play(Driver& driver) {
  std::size_t played = 0;
  std::ifstream(driver.folder + "/da-phat") >> played;
  std::ifstream script(driver.folder + "/phien.jsonl");
  std::string line;
  for (std::size_t at = 0; std::getline(script, line); ++at) {
    if (at < played) continue;
    std::ofstream(driver.folder + "/da-phat") << at + 1;
    const auto event = nlohmann::json::parse(line);
    driver.double_feed = false;
    if (event.contains("die")) std::abort();
    while (event.contains("hang")) ::poll(nullptr, 0, -1);
    if (event.contains("stop")) {
      const auto code = event["stop"]["code"].get<std::string>();
      driver.double_feed = code == "scanner.double_feed";
      return statusOf(code);
    }
    if (event.contains("page")) {
      driver.number = std::atoi(event["page"]["file"].get<std::string>().c_str());
      driver.sent = 0;
      return SANE_STATUS_GOOD;
    }
  }
  return SANE_STATUS_NO_DOCS;
}

Driver& driverOf(SANE_Handle handle) { return *static_cast<Driver*>(handle); }

}  // namespace

extern "C" {

SANE_Status sane_kichban_init(SANE_Int* version, SANE_Auth_Callback) {
  if (version != nullptr) *version = SANE_VERSION_CODE(1, 0, 0);
  return SANE_STATUS_GOOD;
}
void sane_kichban_exit() {}

SANE_Status sane_kichban_get_devices(const SANE_Device*** list, SANE_Bool) {
  static const SANE_Device device = {"may", "Sohoa", "kich ban", "sheetfed scanner"};
  static const SANE_Device* all[] = {&device, nullptr};
  *list = all;
  return SANE_STATUS_GOOD;
}

SANE_Status sane_kichban_open(SANE_String_Const name, SANE_Handle* handle) {
  const char* folder = std::getenv("SOHOA_SANE_SCRIPT");
  if (folder == nullptr || std::strcmp(name, "may") != 0) return SANE_STATUS_INVAL;
  auto* driver = new Driver;
  driver->folder = folder;
  *handle = driver;
  return SANE_STATUS_GOOD;
}
void sane_kichban_close(SANE_Handle handle) { delete &driverOf(handle); }

const SANE_Option_Descriptor* sane_kichban_get_option_descriptor(SANE_Handle, SANE_Int index) {
  const auto at = static_cast<std::size_t>(index);
  return at < options().size() ? &options()[at] : nullptr;
}

SANE_Status sane_kichban_control_option(SANE_Handle handle, SANE_Int index, SANE_Action action,
                                        void* value, SANE_Int* info) {
  auto& driver = driverOf(handle);
  if (info != nullptr) *info = 0;
  const bool get = action == SANE_ACTION_GET_VALUE;
  switch (index) {
    case 0:
      *static_cast<SANE_Word*>(value) = static_cast<SANE_Word>(options().size());
      return SANE_STATUS_GOOD;
    case 1:
      if (get) {
        std::strcpy(static_cast<char*>(value), driver.source.c_str());
      } else {
        driver.source = static_cast<char*>(value);
      }
      return SANE_STATUS_GOOD;
    case 2:
      if (get) std::strcpy(static_cast<char*>(value), "Gray");
      return SANE_STATUS_GOOD;
    case 3:
      if (get) {
        *static_cast<SANE_Word*>(value) = driver.resolution;
      } else {
        driver.resolution = *static_cast<SANE_Word*>(value);
      }
      return SANE_STATUS_GOOD;
    case 4:
      if (!get) return SANE_STATUS_INVAL;
      *static_cast<SANE_Bool*>(value) = driver.double_feed ? SANE_TRUE : SANE_FALSE;
      return SANE_STATUS_GOOD;
    default:
      return SANE_STATUS_INVAL;
  }
}

SANE_Status sane_kichban_get_parameters(SANE_Handle, SANE_Parameters* p) {
  *p = {SANE_FRAME_GRAY, SANE_TRUE, kScriptedWidth + 3, kScriptedWidth, kScriptedHeight, 8};
  return SANE_STATUS_GOOD;
}

SANE_Status sane_kichban_start(SANE_Handle handle) { return play(driverOf(handle)); }

// Lines are padded by three bytes, and come in pieces that do not end with a line.
SANE_Status sane_kichban_read(SANE_Handle handle, SANE_Byte* data, SANE_Int most, SANE_Int* count) {
  auto& driver = driverOf(handle);
  constexpr int kLine = kScriptedWidth + 3;
  *count = std::clamp(kLine * kScriptedHeight - driver.sent, 0, std::min(most, 1000));
  if (*count == 0) return SANE_STATUS_EOF;
  for (int i = 0; i < *count; ++i) {
    const int at = driver.sent + i;
    data[i] = at % kLine < kScriptedWidth ? scriptedPixel(driver.number, at % kLine, at / kLine)
                                          : SANE_Byte{0xEE};
  }
  driver.sent += *count;
  return SANE_STATUS_GOOD;
}

void sane_kichban_cancel(SANE_Handle) {}
SANE_Status sane_kichban_set_io_mode(SANE_Handle, SANE_Bool) { return SANE_STATUS_UNSUPPORTED; }
SANE_Status sane_kichban_get_select_fd(SANE_Handle, SANE_Int*) { return SANE_STATUS_UNSUPPORTED; }
SANE_String_Const sane_kichban_strstatus(SANE_Status) { return ""; }

}  // extern "C"
