using Cornea.Compilation.Kernels;
using Cornea.Compilation.Scheduling;
using Cornea.Devices.Cpu.Attention;
using Cornea.Devices.Cpu.Convolution;
using Cornea.Devices.Cpu.Convolution.Winograd;
using Cornea.Devices.Cpu.Elementwise;
using Cornea.Devices.Cpu.Indexing;
using Cornea.Devices.Cpu.Matrix;
using Cornea.Devices.Cpu.Measuring;
using Cornea.Devices.Cpu.Passes;
using Cornea.Devices.Cpu.Pooling;
using Cornea.Devices.Cpu.Quantization;
using Cornea.Devices.Cpu.RandomNumbers;
using Cornea.Devices.Cpu.Recurrence;
using Cornea.Devices.Cpu.Reduction;
using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu;

/// <summary>Kernels for the processor's cores: vectors where they help, workers that share tiles.</summary>
internal sealed class CpuBackend(Device device, CompileOptions options, Workers workers, GemmScratch scratch)
    : Backend(device, options)
{
    /// <summary>The passes of every CPU backend.</summary>
    public static readonly DevicePasses OwnPasses = new()
    {
        Graph = ShortOperands.Run,
        Fusion = [MaxPool2x2WithIndices.Run],
        Front = BatchSlicing.Run,
        Kernels = specs => BatchChains.Run(FusedAttention.Run(PooledConvolutions.Run(specs))),
    };

    public override DevicePasses Passes => OwnPasses;

    public override Roofline Limits => CpuRoofline.Of(workers.Count);

    public override DeviceMemory Allocate(TensorType type, bool cleared = true) => new HostMemory(type, cleared);

    /// <summary>A backend for kernels that one worker runs from beginning to end, whichever it is.</summary>
    public CpuBackend ForOneWorker() =>
        new(Device, Options with { Threads = 1, Workspace = null }, Workers.Get(1), new GemmScratch(1));

    public override void Run(ReadOnlySpan<Kernel> kernels)
    {
        workers.Enter();
        try
        {
            base.Run(kernels);
        }
        finally
        {
            workers.Leave();
        }
    }

    public override Kernel Lower(KernelSpec spec) => spec switch
    {
        ElementwiseSpec elementwise => CopyKernel.TryMake(elementwise, workers) ?? (Kernel)new ElementwiseKernel(elementwise, workers),
        ReduceSpec reduce => new ReduceKernel(reduce, workers, scratch),
        RowSoftmaxSpec softmax => new RowSoftmaxKernel(softmax, workers),
        MatMulSpec product when product.Reads[0].DType == DType.Int8 => new ByteProductKernel(product, workers, scratch),
        ConvolutionSpec convolution when convolution.Reads[0].DType == DType.Int8 => ByteDepthwiseKernel.Fits(convolution)
            ? new ByteDepthwiseKernel(convolution, workers, scratch)
            : new ByteProductKernel(convolution, workers, scratch),
        MatMulSpec product => product.Reads[0].DType.InRegisters().ForKernels() switch
        {
            KernelType.Float32 => new MatMulKernel<float>(product, workers, scratch,
                Options is { Frozen: true, WeightType: DType.BFloat16 }),
            KernelType.Float64 => new MatMulKernel<double>(product, workers, scratch),
            KernelType.Int64 => new MatMulKernel<long>(product, workers, scratch),
            KernelType.Int32 => new MatMulKernel<int>(product, workers, scratch),
            KernelType.Bool => throw new NotSupportedException("Matrix products of bool have no CPU kernel. Cast the operands to int32."),
        },
        ConvolutionSpec convolution when DepthwiseKernel<float>.Fits(convolution) => KernelTypes.Floating(
            spec, convolution.Reads[0].DType,
            () => new DepthwiseKernel<float>(convolution, workers, scratch),
            () => new DepthwiseKernel<double>(convolution, workers, scratch)),
        ConvolutionKernelGradientSpec gradient when DepthwiseKernelGradientKernel<float>.Fits(gradient) => KernelTypes.Floating(
            spec, gradient.Reads[0].DType,
            () => new DepthwiseKernelGradientKernel<float>(gradient, workers, scratch),
            () => new DepthwiseKernelGradientKernel<double>(gradient, workers, scratch)),
        ConvolutionSpec convolution when WinogradTransforms.Fits(convolution.Shape, convolution.Groups, convolution.Filters,
            convolution.Reads[0].DType.InRegisters()) =>
            new WinogradKernel(convolution, workers, scratch),
        ConvolutionSpec convolution when FewFiltersKernel.Fits(convolution) => new FewFiltersKernel(convolution, workers, scratch),
        ConvolutionSpec convolution => KernelTypes.Floating(
            spec, convolution.Reads[0].DType.InRegisters(),
            () => new ConvolutionKernel<float>(convolution, workers, scratch),
            () => new ConvolutionKernel<double>(convolution, workers, scratch)),
        ConvolutionKernelGradientSpec gradient when WinogradTransforms.Fits(gradient.Shape, gradient.Groups, gradient.Filters,
            gradient.Reads[0].DType.InRegisters()) =>
            new WinogradKernelGradientKernel(gradient, workers, scratch),
        ConvolutionKernelGradientSpec gradient => KernelTypes.Floating(
            spec, gradient.Reads[0].DType.InRegisters(),
            () => new ConvolutionKernelGradientKernel<float>(gradient, workers, scratch),
            () => new ConvolutionKernelGradientKernel<double>(gradient, workers, scratch)),
        PoolSpec pool => KernelTypes.Floating(
            spec, pool.Reads[0].DType, () => new PoolKernel<float>(pool, workers), () => new PoolKernel<double>(pool, workers)),
        PoolGradientSpec pool => KernelTypes.Floating(
            spec, pool.Writes[0].DType, () => new PoolGradientKernel<float>(pool, workers),
            () => new PoolGradientKernel<double>(pool, workers)),
        PooledKernelGradientSpec gradient =>
            new ConvolutionKernelGradientKernel<float>(gradient.Unpooled, workers, scratch, isPooled: true),
        PooledConvolutionSpec convolution => new PooledConvolutionKernel(convolution, workers, scratch),
        BatchSlicesSpec slices => new BatchSlicesKernel(slices, workers),
        AttentionSpec attention => new AttentionKernel(attention, workers, scratch),
        AttentionGradientSpec attention => new AttentionGradientKernel(attention, workers, scratch),
        BatchChainSpec chain => new BatchChainKernel(chain, this, workers),
        MaxPool2x2Spec pool => new MaxPool2x2Kernel(pool, workers),
        MaxPool2x2GradientSpec pool => new MaxPool2x2GradientKernel(pool, workers),
        PoolChoiceSpec pool => KernelTypes.Floating(
            spec, pool.Reads[0].DType, () => new PoolChoiceKernel<float>(pool, workers), () => new PoolChoiceKernel<double>(pool, workers)),
        ArgReduceSpec arg => arg.Reads[0].DType.ForKernels() switch
        {
            KernelType.Float32 => new ArgReduceKernel<float>(arg, workers),
            KernelType.Float64 => new ArgReduceKernel<double>(arg, workers),
            KernelType.Int64 => new ArgReduceKernel<long>(arg, workers),
            KernelType.Int32 => new ArgReduceKernel<int>(arg, workers),
            KernelType.Bool => new ArgReduceKernel<byte>(arg, workers),
        },
        CumulativeSpec cumulative => cumulative.Reads[0].DType.ForKernels() switch
        {
            KernelType.Float32 => new CumulativeKernel<float>(cumulative, workers),
            KernelType.Float64 => new CumulativeKernel<double>(cumulative, workers),
            KernelType.Int64 => new CumulativeKernel<long>(cumulative, workers),
            KernelType.Int32 => new CumulativeKernel<int>(cumulative, workers),
            KernelType.Bool => throw new NotSupportedException("Running sums of bool have no CPU kernel. Cast the operand to int32."),
        },
        ArgSortSpec sort => sort.Reads[0].DType.ForKernels() switch
        {
            KernelType.Float32 => new ArgSortKernel<float>(sort, workers),
            KernelType.Float64 => new ArgSortKernel<double>(sort, workers),
            KernelType.Int64 => new ArgSortKernel<long>(sort, workers),
            KernelType.Int32 => new ArgSortKernel<int>(sort, workers),
            KernelType.Bool => new ArgSortKernel<byte>(sort, workers),
        },
        GatherSpec gather => new GatherKernel(gather, workers),
        ScatterAddSpec scatter => new ScatterAddKernel(scatter, workers),
        HostFunctionSpec function => new HostFunctionKernel(function),
        RandomSpec random => new RandomKernel(random, workers),
        ScanSpec scan => ScanRows.Cut(scan, workers.Count, Options.Guarded) is { } parts
            ? new ScanPartsKernel(scan, parts, this, workers)
            : new ScanKernel(scan, this),
        _ => throw new NotSupportedException($"The CPU backend has no kernel for {spec.Name}. Add one to CpuBackend.Lower."),
    };
}
