// SPDX-License-Identifier: Apache-2.0
//
// The row `onednn`: oneDNN's matmul on the host, float32 and (with AVX-512) bfloat16.
#include "kernels/attention_score/onednn.h"

#include <algorithm>
#include <array>
#include <dnnl.hpp>
#include <memory>
#include <stdexcept>
#include <unordered_map>

#include "kernels/attention_score/host_kernels.h"

namespace attnwatch {
namespace {

using dnnl::memory;

struct IsaName {
  dnnl::cpu_isa isa;
  std::string_view name;
};

// As ONEDNN_MAX_CPU_ISA spells them, in lower case.
constexpr std::array<IsaName, 8> kIsaNames = {{
    {dnnl::cpu_isa::sse41, "sse41"},
    {dnnl::cpu_isa::avx, "avx"},
    {dnnl::cpu_isa::avx2, "avx2"},
    {dnnl::cpu_isa::avx2_vnni, "avx2_vnni"},
    {dnnl::cpu_isa::avx512_core, "avx512_core"},
    {dnnl::cpu_isa::avx512_core_vnni, "avx512_core_vnni"},
    {dnnl::cpu_isa::avx512_core_bf16, "avx512_core_bf16"},
    {dnnl::cpu_isa::avx512_core_amx, "avx512_core_amx"},
}};

memory::data_type DataType(Dtype dtype) {
  switch (dtype) {
    case Dtype::kFloat32:
      return memory::data_type::f32;
    case Dtype::kFloat16:
      return memory::data_type::f16;
    case Dtype::kBfloat16:
      return memory::data_type::bf16;
  }
  return memory::data_type::undef;
}

// Throws dnnl::error where oneDNN has no implementation. Takes microseconds.
dnnl::matmul::primitive_desc Describe(const AttentionScoreProblem& p, const dnnl::engine& engine) {
  const memory::data_type type = DataType(p.dtype);
  const int64_t matrices = p.matrix_count();
  const int64_t s = p.seq_len;
  const int64_t d = p.head_dim;
  const memory::dims key_strides =
      p.layout == Layout::kTn ? memory::dims{s * d, 1, d} : memory::dims{s * d, s, 1};
  const memory::desc query({matrices, s, d}, type, memory::dims{s * d, d, 1});
  const memory::desc key({matrices, d, s}, type, key_strides);
  const memory::desc scores({matrices, s, s}, type, memory::dims{s * s, s, 1});
  dnnl::primitive_attr attributes;
  attributes.set_output_scales(/*mask=*/0, {static_cast<float>(p.scale())});
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  return {{query, key, scores}, attributes, engine};
}

dnnl::engine CpuEngine() { return {dnnl::engine::kind::cpu, 0}; }

// dnnl::error's text is only "could not ...": the status has to be named, too.
[[noreturn]] void Rethrow(const dnnl::error& error) {
  throw std::runtime_error("oneDNN " + OnednnVersion() + ": " + error.what() + " (status " +
                           std::to_string(error.status) + ")");
}

// One primitive with its memory, ready to execute.
struct Matmul {
  dnnl::stream stream;
  dnnl::matmul primitive;
  std::unordered_map<int, memory> arguments;

  Matmul(const AttentionScoreProblem& problem, const AttentionScoreTensors& tensors) {
    const dnnl::engine engine = CpuEngine();
    const dnnl::matmul::primitive_desc description = Describe(problem, engine);
    stream = dnnl::stream(engine);
    primitive = dnnl::matmul(description);
    // The sources are only read; the interface of oneDNN cannot say so.
    arguments = {
        {DNNL_ARG_SRC, memory(description.src_desc(), engine, const_cast<void*>(tensors.query))},
        {DNNL_ARG_WEIGHTS,
         memory(description.weights_desc(), engine, const_cast<void*>(tensors.key))},
        {DNNL_ARG_DST, memory(description.dst_desc(), engine, tensors.scores)},
        {DNNL_ARG_SCRATCHPAD, memory(description.scratchpad_desc(), engine)}};
  }

  void Execute() {
    primitive.execute(stream, arguments);
    stream.wait();
  }
};

}  // namespace

std::string OnednnVersion() {
  const dnnl_version_t& version = *dnnl_version();
  return std::to_string(version.major) + "." + std::to_string(version.minor) + "." +
         std::to_string(version.patch);
}

std::string OnednnIsa() {
  const dnnl::cpu_isa isa = dnnl::get_effective_cpu_isa();
  const auto row = std::find_if(kIsaNames.begin(), kIsaNames.end(),
                                [isa](const IsaName& row) { return row.isa == isa; });
  return row == kIsaNames.end() ? "isa " + std::to_string(static_cast<int>(isa))
                                : std::string(row->name);
}

std::string OnednnImplementation(const AttentionScoreProblem& problem) {
  try {
    return Describe(problem, CpuEngine()).impl_info_str();
  } catch (const dnnl::error&) {
    return "";
  }
}

// Asks oneDNN itself, so that it is true of every CPU and every limit set on it.
std::optional<std::string> OnednnUnsupported(const AttentionScoreProblem& problem) {
  if (!OnednnImplementation(problem).empty()) return std::nullopt;
  const std::string because = problem.dtype == Dtype::kBfloat16 ? " (it needs AVX-512)" : "";
  return "oneDNN " + OnednnVersion() + " limited to " + OnednnIsa() + " has no " +
         std::string(DtypeName(problem.dtype)) + " matmul" + because;
}

Launch PrepareOnednn(const AttentionScoreProblem& problem, const AttentionScoreTensors& tensors) {
  try {
    return [matmul = std::make_shared<Matmul>(problem, tensors)](Stream) {
      try {
        matmul->Execute();
      } catch (const dnnl::error& error) {
        Rethrow(error);
      }
    };
  } catch (const dnnl::error& error) {
    Rethrow(error);
  }
}

}  // namespace attnwatch
