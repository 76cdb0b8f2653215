namespace Cornea.Data;

/// <summary>Windows of a series as samples; a target, where there are some, is that of the window's first step.</summary>
internal sealed class WindowAccess(ArrayAccess data, ArrayAccess? targets, int start, int length, int stride, int rate) : SampleAccess
{
    public override Sample At(int index)
    {
        var first = start + index * stride;
        var steps = new int[length];
        for (var i = 0; i < length; i++)
            steps[i] = first + i * rate;
        return new Sample(data.Rows(steps).X, targets is null ? default : targets.At(first).X);
    }

    public override Tensors LabelsAt(int index) => targets is null ? default : targets.At(start + index * stride).X;
}
