using System.Globalization;
using System.Text;
using Cornea.Compilation.Kernels;
using Cornea.Devices;

namespace Cornea.Compilation.Plans;

/// <summary>A plan as a table: each kernel with what it writes, where in the arena, and, when profiled, its time, GF/s, GB/s and share of
/// the roofline, and what is held while most is.</summary>
internal static class PlanPrinter
{
    private const int WidestDetail = 72;

    public static string Print(Plan plan)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture,
            $"{plan.Specs.Count} kernels, arena {plan.ArenaBytes:N0} bytes, variables and data {plan.StateBytes:N0} bytes, "
                + $"{1e-6 * plan.Specs.Sum(spec => spec.Work):N3} MFLOP, {1e-6 * plan.Specs.Sum(spec => spec.Products):N3} in products");
        if (plan.Specs.Count > 0 && plan.Seconds(0) is not null)
        {
            var seconds = Enumerable.Range(0, plan.Specs.Count).Sum(i => plan.Seconds(i)!.Value);
            text.Append(CultureInfo.InvariantCulture, $", {plan.Runs:N0} runs, {1e6 * seconds:N1} us a run");
            if (plan.Limits is { } limits)
            {
                text.Append(CultureInfo.InvariantCulture,
                    $"\npeak {1e-9 * limits.Operations:N0} GF/s, reading {1e-9 * limits.Bytes:N1} GB/s; "
                        + $"at these limits {1e6 * plan.Specs.Sum(limits.Seconds):N1} us a run");
            }
        }
        text.Append('\n');
        Kernels(text, plan, "");
        if (plan.Specs.Count > 0 && plan.Seconds(0) is not null)
            text.Append(ArenaPeak.Describe(plan.Specs));
        return text.ToString();
    }

    private static void Kernels(StringBuilder text, IKernelTable plan, string indent)
    {
        for (var i = 0; i < plan.Specs.Count; i++)
        {
            var spec = plan.Specs[i];
            var writes = string.Join(" ", spec.Writes.Select(Describe));
            text.Append(CultureInfo.InvariantCulture, $"{indent}{i,4} {spec.Name,-14} {writes,-44} {spec.Bytes,12:N0} B");
            if (plan.Seconds(i) is { } seconds)
            {
                text.Append(CultureInfo.InvariantCulture,
                    $" {seconds * 1e6,9:N1} us {spec.Work / Math.Max(seconds, 1e-12) * 1e-9,8:N1} GF/s "
                        + $"{spec.Bytes / Math.Max(seconds, 1e-12) * 1e-9,6:N1} GB/s");
                if (plan.Limits is { } limits)
                    text.Append(CultureInfo.InvariantCulture, $" {100 * limits.Seconds(spec) / Math.Max(seconds, 1e-12),4:N0} %");
            }
            var detail = spec.Detail.Length > WidestDetail ? spec.Detail[..WidestDetail] + "..." : spec.Detail;
            text.Append("  ").Append(detail);
            if (plan.AlgorithmOf(i) is { Length: > 0 } algorithm)
                text.Append(", ").Append(algorithm);
            text.Append('\n');
            if (plan.InnerOf(i) is { } inner)
                Kernels(text, inner, indent + "     ");
        }
    }

    private static string Describe(BufferView view)
    {
        var type = $"{view.DType.Name()} {new Shape(view.Lengths.AsSpan())}";
        return view.Buffer.Kind == BufferSlotKind.Fixed
            ? $"{type} {view.Buffer.Name}"
            : string.Create(CultureInfo.InvariantCulture, $"{type} @{view.Buffer.Offset}+{view.Buffer.Type.Bytes}");
    }
}
