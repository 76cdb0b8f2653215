namespace Cornea.Data;

/// <summary>Windows of a series as samples; a target, where there are some, is that of the window's first step.</summary>
internal sealed class WindowAccess(ArrayAccess data, ArrayAccess? targets, int start, int length, int stride, int rate) : SampleAccess
{
    public override Sample At(int index) => new(data.Rows(Steps([index])).X, targets is null ? default : targets.At(First(index)).X);

    public override Tensors LabelsAt(int index) => targets is null ? default : targets.At(First(index)).X;

    public override Sample Rows(ReadOnlySpan<int> indices)
    {
        Tensor steps = data.Rows(Steps(indices)).X;
        var windows = steps.Reshape(new Shape([indices.Length, length, .. steps.Shape[1..]])).Detach();
        var firsts = new int[indices.Length];
        for (var i = 0; i < firsts.Length; i++)
            firsts[i] = First(indices[i]);
        return new Sample(windows, targets is null ? default : targets.Rows(firsts).X);
    }

    private int First(int index) => start + index * stride;

    private int[] Steps(ReadOnlySpan<int> indices)
    {
        var steps = new int[checked(indices.Length * length)];
        for (var i = 0; i < steps.Length; i++)
            steps[i] = First(indices[i / length]) + i % length * rate;
        return steps;
    }
}
