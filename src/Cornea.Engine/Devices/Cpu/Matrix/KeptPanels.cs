using System.Runtime.CompilerServices;
using Cornea.Compilation.Kernels;

namespace Cornea.Devices.Cpu.Matrix;

/// <summary>Panels of constants, made once for all plans that read a constant in the same way and kept as long as the constant.</summary>
internal static class KeptPanels
{
    private static readonly ConditionalWeakTable<HostMemory, Dictionary<string, GemmScratch>> Panels = [];

    /// <summary>The panels of a constant.</summary>
    /// <param name="constant">The constant.</param>
    /// <param name="view">How the constant is read.</param>
    /// <param name="form">All else that the panels' bytes depend on.</param>
    /// <param name="bytes">Bytes of the panels.</param>
    /// <param name="pack">Writes them.</param>
    public static GemmScratch Of(HostMemory constant, BufferView view, string form, long bytes, Action<GemmScratch> pack)
    {
        var layout = $"{view.Offset}: {string.Join(' ', view.Lengths)} by {string.Join(' ', view.Strides)}, {form}";
        var layouts = Panels.GetValue(constant, _ => []);
        lock (layouts)
        {
            if (!layouts.TryGetValue(layout, out var panels))
            {
                panels = new GemmScratch(0);
                panels.Require(bytes, 0);
                pack(panels);
                layouts.Add(layout, panels);
            }
            return panels;
        }
    }
}
