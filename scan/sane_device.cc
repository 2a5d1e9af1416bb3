#include "scan/sane_device.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/ports/scanner_errors.h"
#include "core/text.h"
#include "scan/sane_names.h"

namespace sohoa::scan {
namespace {

using core::Error;

constexpr int kMostOptions = 2000;
constexpr std::size_t kLongestValue = 1U << 16U;

std::string textOf(SANE_String_Const text) { return text == nullptr ? "" : core::toNfc(text); }

bool active(const SANE_Option_Descriptor& option) { return SANE_OPTION_IS_ACTIVE(option.cap); }
bool settable(const SANE_Option_Descriptor& option) {
  return active(option) && SANE_OPTION_IS_SETTABLE(option.cap);
}
bool isNumber(const SANE_Option_Descriptor& option) {
  return option.type == SANE_TYPE_INT || option.type == SANE_TYPE_FIXED;
}

double fromWord(const SANE_Option_Descriptor& option, SANE_Word word) {
  return option.type == SANE_TYPE_FIXED ? SANE_UNFIX(word) : word;
}
SANE_Word toWord(const SANE_Option_Descriptor& option, double value) {
  const double word =
      option.type == SANE_TYPE_FIXED ? value * (1 << SANE_FIXED_SCALE_SHIFT) : value;
  return static_cast<SANE_Word>(std::lround(word));
}

std::vector<double> numbersOf(const SANE_Option_Descriptor& option) {
  std::vector<double> numbers;
  const auto* list = option.constraint.word_list;
  for (SANE_Word i = 1; list != nullptr && i <= list[0]; ++i) {
    numbers.push_back(fromWord(option, list[i]));
  }
  return numbers;
}

std::vector<std::string> wordsOf(const SANE_Option_Descriptor& option) {
  std::vector<std::string> out;
  if (option.constraint_type != SANE_CONSTRAINT_STRING_LIST) return out;
  for (const auto* word = option.constraint.string_list; word != nullptr && *word != nullptr;
       ++word) {
    out.push_back(textOf(*word));
  }
  return out;
}

const char* unitOf(const SANE_Option_Descriptor& option) {
  switch (option.unit) {
    case SANE_UNIT_PIXEL:
      return " pixel";
    case SANE_UNIT_BIT:
      return " bit";
    case SANE_UNIT_MM:
      return " mm";
    case SANE_UNIT_DPI:
      return " dpi";
    case SANE_UNIT_PERCENT:
      return " %";
    case SANE_UNIT_MICROSECOND:
      return " us";
    default:
      return "";
  }
}

}  // namespace

Error saneError(SANE_Status status, const std::string& doing) {
  const std::string detail = doing + ": " + textOf(::sane_strstatus(status));
  switch (status) {
    case SANE_STATUS_JAMMED:
      return {core::kScannerJam, {.detail = detail}};
    case SANE_STATUS_NO_DOCS:
      return {core::kScannerEmpty, {.detail = detail}};
    case SANE_STATUS_COVER_OPEN:
      return {core::kScannerCoverOpen, {.detail = detail}};
    case SANE_STATUS_DEVICE_BUSY:
      return {core::kScannerBusy, {.detail = detail}};
    case SANE_STATUS_CANCELLED:
      return {core::kScannerCancelled, {.detail = detail}};
    case SANE_STATUS_ACCESS_DENIED:
      return {core::kScannerDenied, {.detail = detail}};
    case SANE_STATUS_NO_MEM:
      return {core::kOutOfMemory, {.detail = detail}};
    case SANE_STATUS_UNSUPPORTED:
    case SANE_STATUS_INVAL:
      return {core::kScannerSetting, {.detail = detail}};
    default:
      return {core::kScannerIo, {.detail = detail}};
  }
}

SaneLibrary::SaneLibrary() {
  const auto status = ::sane_init(nullptr, nullptr);
  if (status != SANE_STATUS_GOOD) throw saneError(status, "sane_init");
}

SaneLibrary::~SaneLibrary() { ::sane_exit(); }

std::vector<core::ScannerInfo> SaneLibrary::devices() const {
  const SANE_Device** list = nullptr;
  const auto status = ::sane_get_devices(&list, SANE_FALSE);
  if (status != SANE_STATUS_GOOD) throw saneError(status, "sane_get_devices");
  std::vector<core::ScannerInfo> devices;
  for (; list != nullptr && *list != nullptr; ++list) {
    const auto& device = **list;
    devices.push_back(
        {textOf(device.name), textOf(device.vendor), textOf(device.model), textOf(device.type)});
  }
  return devices;
}

SaneDevice::SaneDevice(const SaneLibrary& library, const std::string& name) : name_(name) {
  if (name_.empty()) {
    const auto devices = library.devices();
    if (devices.empty()) throw Error(core::kNoScanner, {});
    name_ = devices.front().name;
  }
  SANE_Handle handle = nullptr;
  const auto status = ::sane_open(name_.c_str(), &handle);
  if (status == SANE_STATUS_INVAL) throw Error(core::kNoScanner, {.detail = name_});
  if (status != SANE_STATUS_GOOD) throw saneError(status, "sane_open " + name_);
  handle_.reset(handle);
}

// Descriptors may change with every option that is set, so they are looked up anew.
const SANE_Option_Descriptor* SaneDevice::find(const std::string& option, int& index) const {
  for (index = 1; index < kMostOptions; ++index) {
    const auto* found = ::sane_get_option_descriptor(handle(), index);
    if (found == nullptr) return nullptr;
    if (found->name != nullptr && option == found->name && found->type != SANE_TYPE_GROUP) {
      return found;
    }
  }
  return nullptr;
}

bool SaneDevice::read(int index, const SANE_Option_Descriptor& option, void* into) const {
  return active(option) && (option.cap & SANE_CAP_SOFT_DETECT) != 0 &&
         ::sane_control_option(handle(), index, SANE_ACTION_GET_VALUE, into, nullptr) ==
             SANE_STATUS_GOOD;
}

bool SaneDevice::offers(const std::string& option) const {
  int index = 0;
  const auto* found = find(option, index);
  return found != nullptr && settable(*found);
}

std::vector<std::string> SaneDevice::words(const std::string& option) const {
  int index = 0;
  const auto* found = find(option, index);
  if (found == nullptr || !settable(*found)) return {};
  return wordsOf(*found);
}

std::optional<std::string> SaneDevice::text(const std::string& option) const {
  int index = 0;
  const auto* found = find(option, index);
  if (found == nullptr || found->type != SANE_TYPE_STRING || found->size <= 0) return {};
  std::string value(std::min(kLongestValue, static_cast<std::size_t>(found->size)) + 1, '\0');
  if (static_cast<std::size_t>(found->size) > kLongestValue) return {};
  if (!read(index, *found, value.data())) return {};
  return core::toNfc(value.c_str());
}

std::optional<double> SaneDevice::number(const std::string& option) const {
  int index = 0;
  const auto* found = find(option, index);
  SANE_Word word = 0;
  if (found == nullptr || !isNumber(*found) || found->size != sizeof word) return {};
  if (!read(index, *found, &word)) return {};
  return fromWord(*found, word);
}

bool SaneDevice::isOn(const std::string& option) const {
  int index = 0;
  const auto* found = find(option, index);
  SANE_Bool on = SANE_FALSE;
  return found != nullptr && found->type == SANE_TYPE_BOOL && read(index, *found, &on) &&
         on == SANE_TRUE;
}

void SaneDevice::write(int index, const SANE_Option_Descriptor& option, void* value) {
  const std::string name = textOf(option.name);
  const std::string choices = choicesOf(option);
  const auto status = ::sane_control_option(handle(), index, SANE_ACTION_SET_VALUE, value, nullptr);
  if (status == SANE_STATUS_INVAL || status == SANE_STATUS_UNSUPPORTED) {
    throw Error(core::kScannerSetting, {.detail = name + ": " + choices});
  }
  if (status != SANE_STATUS_GOOD) throw saneError(status, "setting " + name);
}

void SaneDevice::setWords(int index, const SANE_Option_Descriptor& option, double value) {
  const auto count = static_cast<std::size_t>(option.size) / sizeof(SANE_Word);
  if (count == 0 || count > kLongestValue) {
    throw Error(core::kScannerSetting, {.detail = textOf(option.name)});
  }
  std::vector<SANE_Word> all(count, toWord(option, value));
  write(index, option, all.data());
}

void SaneDevice::set(const std::string& option, const std::string& value) {
  int index = 0;
  const auto* found = find(option, index);
  if (found == nullptr) {
    throw Error(core::kScannerSetting, {.detail = "the device has no option " + option});
  }
  if (!settable(*found)) {
    throw Error(core::kScannerSetting, {.detail = option + " cannot be set now"});
  }
  const auto refuse = [&] {
    return Error(core::kScannerSetting,
                 {.detail = option + "=" + value + "; the device has " + choicesOf(*found)});
  };
  switch (found->type) {
    case SANE_TYPE_STRING: {
      const auto size = static_cast<std::size_t>(std::max(0, found->size));
      if (value.size() + 1 > size || size > kLongestValue) throw refuse();
      const auto offered = wordsOf(*found);
      if (!offered.empty() && std::find(offered.begin(), offered.end(), value) == offered.end()) {
        throw refuse();
      }
      std::string buffer(value);
      buffer.resize(size, '\0');
      write(index, *found, buffer.data());
      return;
    }
    case SANE_TYPE_BOOL: {
      const bool on = value == "yes" || value == "true" || value == "1";
      if (!on && value != "no" && value != "false" && value != "0") throw refuse();
      SANE_Bool word = on ? SANE_TRUE : SANE_FALSE;
      write(index, *found, &word);
      return;
    }
    case SANE_TYPE_INT:
    case SANE_TYPE_FIXED: {
      char* end = nullptr;
      const double number = std::strtod(value.c_str(), &end);
      if (value.empty() || *end != '\0' || !(std::abs(number) < 30'000'000)) throw refuse();
      setWords(index, *found, number);
      return;
    }
    default: {
      SANE_Word pressed = 0;
      write(index, *found, &pressed);
    }
  }
}

void SaneDevice::setResolution(double wanted) {
  const char* const option = offers("resolution") ? "resolution" : "x-resolution";
  int index = 0;
  const auto* found = find(option, index);
  if (found == nullptr || !settable(*found) || !isNumber(*found)) return;
  std::optional<double> value = wanted;
  if (found->constraint_type == SANE_CONSTRAINT_WORD_LIST) {
    value = resolutionOf(numbersOf(*found), wanted);
  } else if (found->constraint_type == SANE_CONSTRAINT_RANGE) {
    const auto& range = *found->constraint.range;
    value = resolutionWithin(fromWord(*found, range.min), fromWord(*found, range.max),
                             fromWord(*found, range.quant), wanted);
  }
  if (!value) {
    throw Error(core::kScannerSetting,
                {.detail = fmt::format("{} dpi; the device has {}", wanted, choicesOf(*found))});
  }
  setWords(index, *found, *value);
  if (offers("y-resolution")) {
    found = find("y-resolution", index);
    if (isNumber(*found)) setWords(index, *found, *value);
  }
}

void SaneDevice::setLength(const std::string& option, double millimetres, double dpi) {
  int index = 0;
  const auto* found = find(option, index);
  if (found == nullptr || !settable(*found) || !isNumber(*found)) return;
  double value = found->unit == SANE_UNIT_PIXEL ? millimetres / 25.4 * dpi : millimetres;
  if (found->constraint_type == SANE_CONSTRAINT_RANGE) {
    const auto& range = *found->constraint.range;
    value = std::clamp(value, fromWord(*found, range.min),
                       std::max(fromWord(*found, range.min), fromWord(*found, range.max)));
  }
  setWords(index, *found, value);
}

std::string SaneDevice::valueOf(int index, const SANE_Option_Descriptor& option) const {
  if (option.type == SANE_TYPE_STRING) return text(textOf(option.name)).value_or("");
  SANE_Word word = 0;
  if (option.size != sizeof word || !read(index, option, &word)) return "";
  if (option.type == SANE_TYPE_BOOL) return word == SANE_TRUE ? "yes" : "no";
  return fmt::format("{:g}", fromWord(option, word));
}

std::string SaneDevice::choicesOf(const SANE_Option_Descriptor& option) {
  switch (option.constraint_type) {
    case SANE_CONSTRAINT_STRING_LIST:
      return joined(wordsOf(option));
    case SANE_CONSTRAINT_WORD_LIST: {
      std::vector<std::string> all;
      for (const double number : numbersOf(option)) all.push_back(fmt::format("{:g}", number));
      return joined(all) + unitOf(option);
    }
    case SANE_CONSTRAINT_RANGE:
      return fmt::format("{:g}..{:g}{}", fromWord(option, option.constraint.range->min),
                         fromWord(option, option.constraint.range->max), unitOf(option));
    default:
      return option.type == SANE_TYPE_BOOL ? "yes|no" : "";
  }
}

std::vector<core::ScannerOption> SaneDevice::options() const {
  std::vector<core::ScannerOption> all;
  for (int index = 1; index < kMostOptions; ++index) {
    const auto* option = ::sane_get_option_descriptor(handle(), index);
    if (option == nullptr) break;
    if (option->type == SANE_TYPE_GROUP || option->name == nullptr || *option->name == '\0')
      continue;
    if (!settable(*option)) continue;
    all.push_back(
        {textOf(option->name), textOf(option->title), valueOf(index, *option), choicesOf(*option)});
  }
  return all;
}

}  // namespace sohoa::scan
