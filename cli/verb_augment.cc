#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "cli/verb.h"
#include "core/file.h"
#include "core/ports/errors.h"
#include "pipeline/blobs_to_name.h"
#include "pipeline/copy_parts.h"

namespace sohoa::cli {
namespace {

struct Options {
  std::filesystem::path in;
  std::filesystem::path out;
  std::string copy;
  std::string level;
};

int augmentFile(const Options& options, Context& context) {
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

// The delivered copy stays as it is; what comes of its latest version is one more.
int augmentCopy(const Options& options, Context& context) {
  auto& terminal = context.terminal;
  auto& parts = context.parts;
  const auto level = core::padesLevel(options.level);
  const auto copy = parts.warehouse().find(options.copy);
  if (!copy) throw core::Error(core::kNoSuchCopy, {.detail = options.copy});
  const auto before = parts.versions().of(copy->id);
  const auto latest = before.empty() ? copy->content : before.back().content;
  std::filesystem::create_directories(context.home.scratch());
  const core::TemporaryFolder folder(context.home.scratch());
  const auto out = folder.path() / "augmented.pdf";
  parts.augmenter().augment(parts.blobs().localFile(latest), out, level);
  pipeline::requirePassed(parts.verifier({}, {}), out,
                          context.settings.signing.release_only_passed);
  pipeline::BlobsToName blobs(parts.blobs());
  const auto blob = blobs.putFile(out);
  const auto version = parts.versions().add({.copy = copy->id,
                                             .content = blob.id,
                                             .size = blob.size,
                                             .level = std::string(core::slug(level)),
                                             .reason = "augmented",
                                             .created = context.clock.now()});
  blobs.recorded();
  if (context.json) {
    terminal.print(nlohmann::json{{"copy", version.copy},
                                  {"version", version.number},
                                  {"sha256", version.content.hex()},
                                  {"level", version.level}});
  } else {
    terminal.print(terminal.format("{}: phiên bản {}, mức {}", "{}: version {}, level {}",
                                   version.copy, version.number, version.level));
  }
  return kDone;
}

int run(const Options& options, Context& context) {
  context.home.require();
  return options.copy.empty() ? augmentFile(options, context) : augmentCopy(options, context);
}

}  // namespace

void addAugment(const Verb& line) {
  auto options = std::make_shared<Options>();
  const auto verb = line.verb("augment", {"Bổ sung bằng chứng để chữ ký đứng vững lâu dài",
                                          "Add the evidence that makes signatures last"});
  verb.option("IN", options->in, {"PDF đã ký", "Signed PDF"});
  verb.option("-o,--output", options->out, {"Tệp PDF cần tạo", "PDF to write"});
  verb.option("--copy", options->copy,
              {"Mã bản sao trong kho, thay cho tệp: thêm một phiên bản",
               "Id of a copy of the warehouse instead of a file: adds a version"});
  verb.option("--level", options->level,
              {"B-LT: kèm bằng chứng; B-LTA: thêm dấu thời gian lưu trữ",
               "B-LT: with evidence; B-LTA: and an archive timestamp"})
      .required()
      .oneOf({"B-LT", "B-LTA"});
  verb.example("sohoa augment da-ky.pdf -o luu-tru.pdf --level B-LTA");
  verb.runs([options](Context& context) { return run(*options, context); },
            [options] {
              const bool file = !options->in.empty() && !options->out.empty();
              const bool none = options->in.empty() && options->out.empty();
              return options->copy.empty() ? file : none;
            },
            "IN -o OUT | --copy ID");
}

}  // namespace sohoa::cli
