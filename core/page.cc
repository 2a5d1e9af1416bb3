#include "core/page.h"

#include <nlohmann/json.hpp>

#include "core/error.h"

namespace sohoa::core {
namespace {

using nlohmann::json;

json boxJson(const Box& b) { return json::array({b.x, b.y, b.width, b.height}); }

Box boxFrom(const json& j) {
  return {j.at(0).get<int>(), j.at(1).get<int>(), j.at(2).get<int>(), j.at(3).get<int>()};
}

std::string_view name(Mark::Kind kind) {
  switch (kind) {
    case Mark::Kind::kSeal:
      return "seal";
    case Mark::Kind::kStamp:
      return "stamp";
    case Mark::Kind::kSignature:
      return "signature";
  }
  return "seal";
}

Mark::Kind markKind(std::string_view text) {
  if (text == "stamp") return Mark::Kind::kStamp;
  if (text == "signature") return Mark::Kind::kSignature;
  return Mark::Kind::kSeal;
}

json lineJson(const Line& line) {
  json words = json::array();
  for (const auto& w : line.words) {
    words.push_back({{"text", w.text}, {"box", boxJson(w.box)}, {"confidence", w.confidence}});
  }
  return {{"box", boxJson(line.box)}, {"words", std::move(words)}};
}

Line lineFrom(const json& j) {
  Line line{boxFrom(j.at("box")), {}};
  for (const auto& w : j.at("words")) {
    line.words.push_back(
        {w.at("text").get<std::string>(), boxFrom(w.at("box")), w.at("confidence").get<double>()});
  }
  return line;
}

json evidenceJson(const TurnEvidence& e) {
  json out{{"lines", {e.lines_across, e.lines_down}},
           {"marks", {e.marks_above, e.marks_below}},
           {"skew_sharpness", e.skew_sharpness}};
  if (e.trial && e.other_trial) out["trial"] = {*e.trial, *e.other_trial};
  if (e.detector) out["detector"] = *e.detector;
  if (e.said) out["said"] = true;
  return out;
}

TurnEvidence evidenceFrom(const json& j) {
  TurnEvidence e{j.at("lines").at(0),
                 j.at("lines").at(1),
                 j.at("marks").at(0),
                 j.at("marks").at(1),
                 {},
                 {},
                 {},
                 j.at("skew_sharpness")};
  if (j.contains("trial")) {
    e.trial = j["trial"].at(0).get<double>();
    e.other_trial = j["trial"].at(1).get<double>();
  }
  if (j.contains("detector")) e.detector = j["detector"].get<double>();
  e.said = j.value("said", false);
  return e;
}

}  // namespace

std::string Line::text() const {
  std::string out;
  for (const auto& word : words) {
    if (!out.empty()) out += ' ';
    out += word.text;
  }
  return out;
}

std::string PageResult::text() const {
  std::string out;
  for (const auto& block : blocks) {
    for (const auto& line : block.lines) {
      out += line.text();
      out += '\n';
    }
  }
  return out;
}

std::vector<Word> PageResult::words() const {
  std::vector<Word> out;
  for (const auto& block : blocks) {
    for (const auto& line : block.lines) {
      out.insert(out.end(), line.words.begin(), line.words.end());
    }
  }
  return out;
}

void to_json(json& out, const PageResult& page) {
  json blocks = json::array();
  for (const auto& block : page.blocks) {
    json lines = json::array();
    for (const auto& line : block.lines) lines.push_back(lineJson(line));
    blocks.push_back({{"box", boxJson(block.box)}, {"lines", std::move(lines)}});
  }
  json marks = json::array();
  for (const auto& m : page.marks)
    marks.push_back({{"kind", name(m.kind)}, {"box", boxJson(m.box)}});
  json stamp_lines = json::array();
  for (const auto& line : page.stamp_lines) stamp_lines.push_back(lineJson(line));
  json codes = json::array();
  for (const auto& c : page.barcodes) {
    codes.push_back({{"format", c.format}, {"text", c.text}, {"box", boxJson(c.box)}});
  }
  const auto& g = page.geometry;
  out = {{"geometry",
          {{"master", {g.master.width, g.master.height}},
           {"resolution", {g.resolution.x, g.resolution.y}},
           {"orientation", g.orientation_deg},
           {"skew_deg", g.skew_deg},
           {"evidence", evidenceJson(page.turn_evidence)}}},
         {"blank", page.blank},
         {"separator", page.separator},
         {"blocks", std::move(blocks)},
         {"marks", std::move(marks)},
         {"stamp_lines", std::move(stamp_lines)},
         {"barcodes", std::move(codes)}};
}

void from_json(const json& in, PageResult& page) {
  const auto& g = in.at("geometry");
  page.geometry = {{g.at("master").at(0), g.at("master").at(1)},
                   {g.at("resolution").at(0), g.at("resolution").at(1)},
                   g.at("orientation"),
                   g.at("skew_deg")};
  if (g.contains("evidence")) page.turn_evidence = evidenceFrom(g["evidence"]);
  page.blank = in.at("blank");
  page.separator = in.at("separator");
  for (const auto& b : in.at("blocks")) {
    Block block{boxFrom(b.at("box")), {}};
    for (const auto& l : b.at("lines")) block.lines.push_back(lineFrom(l));
    page.blocks.push_back(std::move(block));
  }
  for (const auto& m : in.at("marks")) {
    page.marks.push_back({markKind(m.at("kind").get<std::string>()), boxFrom(m.at("box"))});
  }
  if (in.contains("stamp_lines")) {
    for (const auto& l : in["stamp_lines"]) page.stamp_lines.push_back(lineFrom(l));
  }
  for (const auto& c : in.at("barcodes")) {
    page.barcodes.push_back({c.at("format"), c.at("text"), boxFrom(c.at("box"))});
  }
}

}  // namespace sohoa::core
