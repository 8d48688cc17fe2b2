# Topics: made once, described, listed, deleted; what is refused, and how.
exec 2>&1
# A wrong topic is told at once, though the input is silent.
mkfifo silent
exec 3<>silent
st timeout 20 kproduce ${T}typo < silent 2>&1 | sed "s, (.*,,"
exec 3<&-
echo "- create"
ktopic create ${T}one
ktopic create ${T}two -p 3 --config retention.ms=3600000 --config cleanup.policy=compact
st ktopic create ${T}one
ktopic create ${T}one --if-not-exists
ktopic create ${T}three --if-not-exists
ktopic create -q ${T}four
echo "- describe, list"
ktopic describe ${T}two
ktopic describe | grep "Topic: ${T}.*PartitionCount"
ktopic list | grep "^$T"
echo "- delete"
ktopic delete ${T}three
ktopic delete -q ${T}four
ktopic create -q ${T}thread
near() { sed 's/ (near:.*"\('"$T"'thread\)".*/ (near: \1)/'; }
st ktopic describe ${T}threat 2>&1 | near
st ktopic delete ${T}three 2>&1 | near
ktopic create ${T}three -p 2
kconsume ${T}three | dfcount
echo "- refused"
st ktopic create 'no/slash'
st ktopic create .
st ktopic create "$(printf '%250s' '' | tr ' ' x)"
st ktopic create ${T}bad -p 0
st ktopic create ${T}bad --replication-factor 0
broker() { sed "s/\(ktopic: topic ${T}bad: \).*/\1.../"; }
st ktopic create ${T}bad --replication-factor 3 2>&1 | broker
st ktopic create ${T}bad --config nosuch=1 2>&1 | broker
st ktopic create ${T}bad --config retention.ms=soon 2>&1 | broker
st ktopic create ${T}bad --config retention.ms
st ktopic create
st ktopic frobnicate
ktopic list | grep "^${T}bad" || echo "none of these is there"
echo "- delete a topic that may not be there"
ktopic create -q ${T}gone
ktopic delete --if-exists ${T}gone
st ktopic delete --if-exists ${T}gone
st ktopic delete -q --if-exists ${T}gone
echo "- describe several, and patterns"
ktopic create -q ${T}many-1; ktopic create -q ${T}many-2
ktopic describe "${T}many-*" ${T}two ${T}many-1 | grep -o '^Topic: [^	]*'
st ktopic describe ${T}two "${T}none*"
st ktopic describe ${T}many-3 ${T}two 2>&1 | sed 's/ (near:.*/ (near:/'
st ktopic describe ${T}two 'a b'
