// Reports for inspectors, and the numbers that only people can give.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "pipeline/report_json.h"
#include "server/api_state.h"
#include "server/errors.h"
#include "server/json_body.h"
#include "server/spreadsheet.h"

namespace sohoa::server {
namespace {

using core::Error;
using nlohmann::json;

constexpr std::size_t kMostFigures = 5000;
constexpr int kFiguresShown = 200;

const pipeline::Reports& reportsOf(const Api::State& state) {
  if (state.options.reports == nullptr) throw Error(kNotFound, {});
  return *state.options.reports;
}

std::string asked(const Call& call, const char* name) {
  const auto found = call.query.find(name);
  return found == call.query.end() ? std::string() : found->second;
}

// Who gave a figure is shown by name, where the reader may see that account.
void nameGivers(const Api::State& state, const Call& call, pipeline::Report& report) {
  for (std::size_t i = 0; i < report.columns.size(); ++i) {
    if (report.columns[i].key != "given_by") continue;
    for (auto& row : report.rows) {
      const auto* id = std::get_if<std::string>(&row[i]);
      const auto person = id == nullptr ? std::nullopt : state.parts.operators.operatorById(*id);
      if (person && call.caller.sees(person->unit)) row[i] = person->name;
    }
  }
}

Response file(const std::string& body, const char* type, const pipeline::Report& report,
              const char* suffix) {
  Response response;
  response.set("Content-Type", type);
  response.set("Content-Disposition", "attachment; filename=\"" + report.id + "-" + report.from +
                                          "-" + report.until + suffix + "\"");
  response.body = body;
  return response;
}

Response answer(const Api::State& state, const Call& call) {
  const auto unit = asked(call, "unit");
  if (!unit.empty() && !call.caller.sees(unit)) throw Error(kNotFound, {});
  auto report = reportsOf(state).make({.report = call.path.at("report"),
                                       .unit = unit,
                                       .from = asked(call, "from"),
                                       .until = asked(call, "to"),
                                       .scope = call.caller.scope});
  nameGivers(state, call, report);
  const auto format = asked(call, "format");
  if (format.empty() || format == "json")
    return jsonResponse(pipeline::reportJson(report, call.language));
  if (format == "csv") {
    return file(reportCsv(report, call.language == core::Language::kEnglish),
                "text/csv; charset=utf-8; header=present", report, ".csv");
  }
  if (format == "xlsx") {
    return file(spreadsheet(report, call.language, state.options.scratch),
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", report,
                ".xlsx");
  }
  throw Error(kBadRequest, {.detail = "format is json, csv or xlsx"});
}

json figureJson(const core::ReportFigure& figure) {
  return {{"unit", figure.unit},
          {"measure", figure.measure},
          {"from", figure.from},
          {"to", figure.until},
          {"value", figure.value},
          {"person", figure.person},
          {"at", core::formatIso8601(figure.at)}};
}

Response figures(const Api::State& state, const Call& call) {
  json list = json::array();
  for (const auto& figure : reportsOf(state).book().lastFigures(call.caller.scope, kFiguresShown)) {
    list.push_back(figureJson(figure));
  }
  return jsonResponse({{"figures", std::move(list)}});
}

core::ReportFigure figureIn(const Api::State& state, const Call& call, const json& given) {
  if (!given.is_object()) throw Error(kBadRequest, {.detail = "a figure is an object"});
  const auto object = parseObject(given.dump(), {"unit", "measure", "from", "to", "value"});
  core::ReportFigure figure;
  figure.unit = neededText(object, "unit", 64);
  figure.measure = neededText(object, "measure", 64);
  figure.from = neededText(object, "from", 10);
  figure.until = neededText(object, "to", 10);
  const auto value = object.find("value");
  constexpr std::int64_t kMost = 1'000'000'000;
  if (value == object.end() || !value->is_number_integer() || *value < 0 || *value > kMost) {
    throw Error(kBadRequest, {.detail = "value is a number from 0 to 1000000000"});
  }
  figure.value = value->get<std::int64_t>();
  pipeline::requirePeriod(figure.from, figure.until);
  const auto& measures = pipeline::reportMeasures();
  if (std::none_of(measures.begin(), measures.end(),
                   [&](const auto& one) { return one.first == figure.measure; })) {
    throw Error(kBadRequest, {.detail = "measure is not one of those there are"});
  }
  if (figure.unit == core::kEveryUnit || !call.caller.sees(figure.unit)) {
    throw Error(kNotFound, {});
  }
  figure.person = call.caller.client;
  figure.at = state.parts.clock.now();
  return figure;
}

Response give(const Api::State& state, const Call& call, const std::string& body) {
  const auto& reports = reportsOf(state);
  const auto object = parseObject(body, {"figures"});
  const auto list = object.find("figures");
  if (list == object.end() || !list->is_array() || list->empty() || list->size() > kMostFigures) {
    throw Error(kBadRequest, {.detail = "figures is a list of 1 to 5000"});
  }
  std::vector<core::ReportFigure> figures;
  for (const auto& one : *list) figures.push_back(figureIn(state, call, one));
  reports.book().addFigures(figures);
  return jsonResponse({{"taken", figures.size()}}, 201);
}

}  // namespace

void addReportRoutes(Api::State& state) {
  const core::Roles readers{core::Role::kArchive, core::Role::kAudit, core::Role::kAdmin};
  state.routes.push_back(
      {.method = "GET",
       .path = "/api/v1/reports/{report}",
       .operation = "getReport",
       .any_of = readers,
       .query = {"unit", "from", "to", "format"},
       .answer = [&state](Call& call, const std::string&) { return answer(state, call); }});
  state.routes.push_back(
      {.method = "GET",
       .path = "/api/v1/figures",
       .operation = "listFigures",
       .any_of = readers,
       .answer = [&state](Call& call, const std::string&) { return figures(state, call); }});
  state.routes.push_back({.method = "POST",
                          .path = "/api/v1/figures",
                          .operation = "giveFigures",
                          .any_of = {core::Role::kAdmin},
                          .media_type = "application/json",
                          .most_bytes = 2U << 20U,
                          .answer = [&state](Call& call, const std::string& body) {
                            return give(state, call, body);
                          }});
}

}  // namespace sohoa::server
