#include <fmt/format.h>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/verb.h"

namespace sohoa::cli {
namespace {

struct Options {
  std::filesystem::path in;
  std::filesystem::path out;
  std::string level;
};

int run(const Options& options, Context& context) {
  context.home.require();
  auto& terminal = context.terminal;
  const auto level = core::padesLevel(options.level);
  try {
    context.parts.augmenter().augment(options.in, options.out, level);
  } catch (const core::Error& error) {
    throw error.at(options.in.string());
  }
  if (context.json) {
    terminal.print(nlohmann::json{{"path", options.out.string()}, {"level", core::slug(level)}});
  } else {
    terminal.print(fmt::format("{}: {} {}", options.out.string(),
                               terminal.pick("đã bổ sung bằng chứng, mức", "evidence added, level"),
                               core::slug(level)));
  }
  return kDone;
}

}  // namespace

void addAugment(const Verb& line) {
  auto options = std::make_shared<Options>();
  const auto verb = line.verb("augment", {"Bổ sung bằng chứng để chữ ký đứng vững lâu dài",
                                          "Add the evidence that makes signatures last"});
  verb.option("IN", options->in, {"PDF đã ký", "Signed PDF"}).required();
  verb.option("-o,--output", options->out, {"Tệp PDF cần tạo", "PDF to write"}).required();
  verb.option("--level", options->level,
              {"B-LT: kèm bằng chứng; B-LTA: thêm dấu thời gian lưu trữ",
               "B-LT: with evidence; B-LTA: and an archive timestamp"})
      .required()
      .oneOf({"B-LT", "B-LTA"});
  verb.example("sohoa augment da-ky.pdf -o luu-tru.pdf --level B-LTA");
  verb.runs([options](Context& context) { return run(*options, context); });
}

}  // namespace sohoa::cli
