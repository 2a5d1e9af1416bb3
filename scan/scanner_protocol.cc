#include "scan/scanner_protocol.h"

#include <nlohmann/json.hpp>

#include "core/ports/scanner_errors.h"
#include "core/text.h"

namespace sohoa::scan {
namespace {

using Json = nlohmann::json;
using core::Error;

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// A name in the folder, never a way out of it.
std::string plainName(const std::string& name) {
  if (name.empty() || name.front() == '.' || name.find('/') != std::string::npos ||
      name.find('\0') != std::string::npos) {
    throw Error(core::kScannerDied, {.detail = "not a plain file name"});
  }
  return name;
}

Json jsonOf(const core::ScanSetup& setup) {
  return {{"device", setup.device},     {"source", setup.source},
          {"mode", setup.mode},         {"resolution", setup.resolution},
          {"width_mm", setup.width_mm}, {"height_mm", setup.height_mm}};
}

core::ScanSetup setupFrom(const Json& json) {
  return {json.at("device").get<std::string>(), json.at("source").get<std::string>(),
          json.at("mode").get<std::string>(),   json.at("resolution").get<double>(),
          json.at("width_mm").get<double>(),    json.at("height_mm").get<double>()};
}

Json jsonOf(const core::ScannedSide& side) {
  return {{"width", side.size.width},
          {"height", side.size.height},
          {"components", side.components},
          {"bits", side.bits},
          {"resolution", side.resolution}};
}

core::ScannedSide sideFrom(const Json& json) {
  return {{json.at("width").get<int>(), json.at("height").get<int>()},
          json.at("components").get<int>(),
          json.at("bits").get<int>(),
          json.at("resolution").get<double>()};
}

Json jsonOf(const std::vector<core::ScannerInfo>& devices) {
  Json all = Json::array();
  for (const auto& each : devices) {
    all.push_back(
        {{"name", each.name}, {"vendor", each.vendor}, {"model", each.model}, {"type", each.type}});
  }
  return all;
}

Json jsonOf(const std::vector<core::ScannerOption>& options) {
  Json all = Json::array();
  for (const auto& each : options) {
    all.push_back({{"name", each.name},
                   {"title", each.title},
                   {"value", each.value},
                   {"choices", each.choices}});
  }
  return all;
}

std::string textAt(const Json& json, const char* key) {
  return core::toNfc(json.at(key).get<std::string>());
}

ScannerReply replyOf(const Json& json) {
  using What = ScannerReply::What;
  ScannerReply reply;
  const auto first = json.begin();
  const std::string& key = first.key();
  const auto& value = first.value();
  if (key == "alive") return reply;
  if (key == "devices") {
    reply.what = What::kDevices;
    for (const auto& each : value) {
      reply.devices.push_back({textAt(each, "name"), textAt(each, "vendor"), textAt(each, "model"),
                               textAt(each, "type")});
    }
  } else if (key == "options") {
    reply.what = What::kOptions;
    for (const auto& each : value) {
      reply.options.push_back({textAt(each, "name"), textAt(each, "title"), textAt(each, "value"),
                               textAt(each, "choices")});
    }
  } else if (key == "opened") {
    reply.what = What::kOpened;
    reply.setup = setupFrom(value);
  } else if (key == "side") {
    reply.what = What::kSide;
    reply.side = sideFrom(value);
  } else if (key == "stop") {
    reply.what = What::kStop;
    reply.stop = Error(core::scannerError(value.at("code").get<std::string>()),
                       {.detail = textAt(value, "detail")});
  } else {
    throw Error(core::kScannerDied, {.detail = "unknown reply"});
  }
  return reply;
}

ScannerAsk askOf(const Json& json) {
  using What = ScannerAsk::What;
  const auto what = json.at("ask").get<std::string>();
  ScannerAsk ask;
  if (what == "devices") return ask;
  if (what == "options") {
    ask.what = What::kOptions;
    json.at("device").get_to(ask.device);
  } else if (what == "open") {
    ask.what = What::kOpen;
    json.at("request").get_to(ask.request);
  } else if (what == "next") {
    ask.what = What::kNext;
    ask.file = plainName(json.at("file").get<std::string>());
  } else {
    throw Error(core::kScannerDied, {.detail = "unknown question"});
  }
  return ask;
}

template <class Read>
auto understood(std::string_view line, Read read) {
  try {
    const Json json = Json::parse(line);
    if (!json.is_object() || json.empty()) {
      throw Error(core::kScannerDied, {.detail = "not a message"});
    }
    return read(json);
  } catch (const Json::exception& error) {
    throw Error(core::kScannerDied, {.detail = error.what()});
  }
}

}  // namespace

std::string lineOf(const ScannerAsk& ask) {
  switch (ask.what) {
    case ScannerAsk::What::kDevices:
      return dump({{"ask", "devices"}});
    case ScannerAsk::What::kOptions:
      return dump({{"ask", "options"}, {"device", ask.device}});
    case ScannerAsk::What::kOpen:
      return dump({{"ask", "open"}, {"request", ask.request}});
    case ScannerAsk::What::kNext:
      return dump({{"ask", "next"}, {"file", ask.file}});
  }
  return "";
}

std::string lineOf(const ScannerReply& reply) {
  switch (reply.what) {
    case ScannerReply::What::kAlive:
      return dump({{"alive", true}});
    case ScannerReply::What::kDevices:
      return dump({{"devices", jsonOf(reply.devices)}});
    case ScannerReply::What::kOptions:
      return dump({{"options", jsonOf(reply.options)}});
    case ScannerReply::What::kOpened:
      return dump({{"opened", jsonOf(reply.setup)}});
    case ScannerReply::What::kSide:
      return dump({{"side", jsonOf(reply.side)}});
    case ScannerReply::What::kStop:
      return dump(
          {{"stop",
            {{"code", reply.stop->code().slug}, {"detail", reply.stop->context().detail}}}});
  }
  return "";
}

ScannerAsk askFrom(std::string_view line) {
  return understood(line, [](const Json& json) { return askOf(json); });
}

ScannerReply replyFrom(std::string_view line) {
  return understood(line, [](const Json& json) { return replyOf(json); });
}

}  // namespace sohoa::scan
