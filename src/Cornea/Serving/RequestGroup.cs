namespace Cornea.Serving;

/// <summary>Requests that can share a batch, the one that waits longest first.</summary>
internal sealed class RequestGroup(SampleShapes shapes)
{
    public SampleShapes Shapes { get; } = shapes;

    public LinkedList<PredictionRequest> Requests { get; } = new();

    /// <summary>Whether it stands among those that need not wait for company.</summary>
    public bool IsReady { get; set; }
}
